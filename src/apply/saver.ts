/**
 * Saves the state while steps finish: grouped, one save at a time.
 *
 * Writing the whole document after each step would make the cost of a step grow with the number of resources. Instead a
 * save covers everything since the last one, and the next starts after a pause that is a multiple of the last one's
 * duration. So saving stays a small share of the run, however large the document is. `flush` saves at once at the end.
 *
 * There is one document, changed in place, so that a step costs only its own entries. A store may see entries that were
 * set after the save began; their promises still wait for the next save.
 *
 * After a failed save every promise is rejected, and the run has to stop. Running steps finish and still set their
 * entries, so that the rescued document is complete.
 */

import type { Address } from '../model/address.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import type { StateStore } from '../state/store.ts';

/** The pause as a multiple of the last save; keeps saving to about a tenth of the run. */
const PAUSE_FACTOR = 9;
/** Bounds the pause, for example when the computer slept during a save. */
const MAX_PAUSE_MS = 30_000;

export interface SaverOptions {
  store: StateStore;
  document: StateDocument;
  now: () => number;
  /** Resolves early when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Called once, when a save fails. */
  onFailure(error: unknown): void;
}

export class StateSaver {
  readonly #options: SaverOptions;
  #document: StateDocument;
  #waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  #isDirty = false;
  #loop: Promise<void> | undefined;
  readonly #hurry = new AbortController();
  #failure: { error: unknown } | undefined;
  saves = 0;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#document = { ...options.document, resources: { ...options.document.resources } };
  }

  /** The document with all entries, saved or not. */
  get document(): StateDocument {
    return this.#document;
  }

  entry(address: Address): StateResource | undefined {
    return this.#document.resources[address];
  }

  /** Sets or, with null, removes entries; resolves once a saved document holds them. */
  set(entries: readonly (readonly [Address, StateResource | null])[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    for (const [address, entry] of entries) {
      if (entry === null) delete this.#document.resources[address];
      else this.#document.resources[address] = entry;
    }
    return this.touch();
  }

  /** Requests a save of the document as it is. */
  touch(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    this.#isDirty = true;
    const saved = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    this.#loop ??= this.#run();
    return saved;
  }

  /** Saves the rest without a pause. Never throws: failures reject the promises of `set`. */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { now, sleep } = this.#options;
    // Groups all entries of this tick into the first save.
    await Promise.resolve();
    while (this.#isDirty && this.#failure === undefined) {
      const startedMs = now();
      await this.#save();
      const pauseMs = Math.min(Math.max(0, now() - startedMs) * PAUSE_FACTOR, MAX_PAUSE_MS);
      if (!this.#hurry.signal.aborted) await sleep(pauseMs, this.#hurry.signal);
    }
    this.#loop = undefined;
  }

  async #save(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isDirty = false;
    this.#document = { ...this.#document, serial: this.#document.serial + 1 };
    try {
      await this.#options.store.write(this.#document);
      this.saves++;
      for (const { resolve } of batch) resolve();
    } catch (error) {
      this.#failure = { error };
      this.#options.onFailure(error);
      for (const { reject } of [...batch, ...this.#waiting]) reject(error);
      this.#waiting = [];
    }
  }
}
