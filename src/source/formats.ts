/** What the `format`s of a schema stand for; ajv calls `validate`. */

export interface Formats {
  readonly [name: string]: {
    validate(text: string): boolean;
    /** In words, after "it has to be". */
    readonly title: string;
    /** What to type instead of a text that is none. */
    hint(text: string): string;
  };
}
