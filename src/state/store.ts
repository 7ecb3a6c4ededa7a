/** The interface of a state backend: store and lock. Every backend passes the suites in test/conformance. */

import type { LockHolder } from '../model/errors.ts';
import type { StateDocument } from '../model/state.ts';

export interface StateLock {
  readonly holder: LockHolder;
  /**
   * Checks that this run still holds the lock; rejects if not, or if it cannot be checked. Over HTTP the answer may be
   * a second old.
   */
  check(): Promise<void>;
  /** Releases the lock. Safe to call twice; never releases another holder's lock. */
  release(): Promise<void>;
}

export interface StateStore {
  /** Its name in messages. */
  describe(): string;
  /** The path of the lock if it is a file, with links resolved. */
  readonly lockFile?: string;
  /** Null where there is no state yet. */
  read(): Promise<StateDocument | null>;
  /** Replaces the whole document; refuses if another one was written since this store last read or wrote. */
  write(document: StateDocument): Promise<void>;
  /**
   * Writes a document that could not be saved to another place. Returns that place, or undefined if that failed too.
   */
  rescue(document: StateDocument): Promise<string | undefined>;
  /** Waits up to `timeoutMs` for the lock; throws a LockError that names the holder. */
  lock(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock>;
  holder(): Promise<LockHolder | null>;
  /** Removes the lock of any holder, or only of the one with that id. Returns the holder. */
  forceUnlock(id?: string): Promise<LockHolder | null>;
}
