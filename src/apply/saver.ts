/**
 * Saves state while steps finish: grouped, one save in flight.
 *
 * Writing the whole document for each step is what made others slow: the cost of a step then grows with the number of
 * resources. Here a save takes all that has come since the last, and the next begins only after a pause that is a
 * multiple of what the last one took, so that saving stays a small share of the run however large the document is.
 * Nobody waits for that at the end: `flush` saves at once.
 *
 * The document is one, and changed in place: a step costs what its own entries cost. A store may see entries in it that
 * came after a save began; their own promises wait for the next save all the same.
 *
 * After a save has failed every promise is rejected, and the run has to stop. Steps that still run are finished: what they
 * set goes into the document, so that whoever rescues it has all that was done.
 */

import type { Address } from '../model/address.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import type { StateStore } from '../state/store.ts';

/** A pause of this many times the last save keeps saving to about a tenth of the run. */
const PAUSE_FACTOR = 9;
/** However long a save took: a computer that slept meanwhile is no reason to wait for hours. */
const MAX_PAUSE_MS = 30_000;

export interface SaverOptions {
  store: StateStore;
  document: StateDocument;
  now: () => number;
  /** Ends early, without an error, when the signal fires. */
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

  /** The document with all that was set, saved or not. */
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

  /** Has the document saved as it is. */
  touch(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    this.#isDirty = true;
    const saved = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    this.#loop ??= this.#run();
    return saved;
  }

  /** Saves what is left, without a pause; never throws, failures reach those who wait. */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { now, sleep } = this.#options;
    // Lets everything of this moment into the first save.
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
