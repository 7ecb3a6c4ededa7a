/** One diagnostic code, as `docs/diagnostics.md` explains it. */
export interface CodeFacts {
  readonly title: string;
  /** Why it is reported and what to do, for somebody who has just met it. */
  readonly help: string;
}
