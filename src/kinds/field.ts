/**
 * The vocabulary in which a kind states the facts about its fields.
 *
 * Each fact is written once, in `server.ts`, `agents.ts`, `queue.ts` or a `queue-*.ts` of which that is made; the JSON
 * Schema, the types, the diff rules, the embedded PBX's checks and the field reference are all derived from it.
 */

export type Scalar = string | number | boolean;

/** The field has no effect unless another field of the same queue has one of these values. */
export interface Condition {
  readonly field: string;
  readonly in: readonly Scalar[];
}

/** A prompt is written by id and read back by what the PBX shows of the file. */
export interface PromptFacts {
  /** The config field that names a local WAV instead of an id. */
  readonly file: string;
  /** What callers hear of it, in words. */
  readonly title: string;
  /** Fields of what the PBX shows of it. */
  readonly name: string;
  readonly size: string;
  readonly url: string;
}

export interface FieldFacts {
  readonly description: string;
  /** Needed on create. */
  readonly required?: true;
  /** The API's documented default, which dry runs assume for unwritten fields. It is not sent because of this. */
  readonly default?: Scalar;
  /** Cannot be updated: a change replaces the object. */
  readonly createOnly?: true;
  /** Reported by the PBX, never sent. */
  readonly readOnly?: true;
  /** Sent, never reported. */
  readonly writeOnly?: true;
  /** All must be true for the field to have an effect. */
  readonly inertUnless?: readonly Condition[];
  readonly prompt?: PromptFacts;
  readonly examples?: readonly unknown[];
}

export interface StringSpec {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression for the whole value. */
  readonly pattern?: string;
  /** What the pattern means, in words, for messages. */
  readonly patternTitle?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  /** Spellings with the same canonical form are equal. */
  readonly canonical?: 'language' | 'ipv4' | 'ipv6';
}

export interface IntegerSpec {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
  readonly unit?: 'seconds' | 'days' | 'callers';
}

export interface BooleanSpec {
  readonly type: 'boolean';
}

/** Compared field by field: only what is written counts. */
export interface ObjectSpec {
  readonly type: 'object';
  readonly fields: Fields;
}

/** Compared as a set: items are matched by `identity`, then field by field. */
export interface ListSpec {
  readonly type: 'list';
  readonly item: ObjectSpec;
  readonly identity: readonly string[];
}

export type ValueSpec = StringSpec | IntegerSpec | BooleanSpec | ObjectSpec | ListSpec;
export type FieldSpec = ValueSpec & FieldFacts;
export interface Fields {
  readonly [name: string]: FieldSpec;
}

/** The TypeScript type of a value that obeys a spec. */
export type ValueOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: 'string' }
    ? string
    : S extends { readonly type: 'integer' }
      ? number
      : S extends { readonly type: 'boolean' }
        ? boolean
        : S extends { readonly type: 'object'; readonly fields: infer F }
          ? FieldsOf<F>
          : S extends { readonly type: 'list'; readonly item: infer I }
            ? ValueOf<I>[]
            : never;

/** An object of which every field may be absent. */
export type FieldsOf<F> = { -readonly [K in keyof F]?: ValueOf<F[K]> };
