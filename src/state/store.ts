/** Where state is kept and how a run has it to itself; every backend obeys the suites in test/conformance. */

import type { LockHolder } from '../model/errors.ts';
import type { StateDocument } from '../model/state.ts';

export interface StateLock {
  readonly holder: LockHolder;
  /**
   * Asks whether the lock is still this run's; rejects when it is not, or when that cannot be asked any more. The answer is
   * not older than the call; over HTTP it may be, by a second.
   */
  check(): Promise<void>;
  /** Gives the lock back; safe to call twice, and never takes away somebody else's. */
  release(): Promise<void>;
}

export interface StateStore {
  /** What to call it in messages. */
  describe(): string;
  /** Where the lock is, when it is a file; links followed. */
  readonly lockFile?: string;
  /** Null where there is no state yet. */
  read(): Promise<StateDocument | null>;
  /** Replaces the document as a whole; refuses when another was written since this store last read or wrote. */
  write(document: StateDocument): Promise<void>;
  /** Keeps a document that could not be written somewhere else; says where, or undefined when that failed too. */
  rescue(document: StateDocument): Promise<string | undefined>;
  /** Waits up to `timeoutMs` for the lock; throws a LockError that names the holder. */
  lock(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock>;
  holder(): Promise<LockHolder | null>;
  /** Takes the lock away from whoever has it, or only from the holder with that id. Returns who it was. */
  forceUnlock(id?: string): Promise<LockHolder | null>;
}
