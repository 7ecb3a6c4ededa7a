/**
 * The lock of a local state: a file beside it that says who holds it.
 *
 * Taking it. The file is written whole under another name and then linked into place, which is atomic and fails if
 * there is a lock already: nobody ever sees half a lock. On a file system without hard links it is created exclusively
 * and then written; a kill or power cut in between leaves a file that names nobody, which counts as abandoned after a
 * time longer than any write takes. A lock with `O_EXCL` alone would have that gap always; one with `flock` would need
 * native code, and says nothing about who holds it.
 *
 * Taking it over. A killed run leaves its file behind; the next run on the same machine sees that the process has ended
 * (`lock-holder`), removes the file, and takes the lock like everybody else. If two runs find the same dead holder,
 * they must not both remove the file: the second would remove the first one's new lock. So the removal happens under a
 * second lock, the guard, and only if the file is still byte for byte the one that was found abandoned. Holder ids are
 * random, so a fresh lock never says the same. The guard is held for milliseconds; one left by a kill in just that
 * moment goes stale after seconds, and until then everybody waits for it, even those who do not want to wait.
 *
 * Releasing it removes the file only if it has our own id: after `state unlock` it may be somebody else's.
 *
 * A lock of another machine or container is never taken over: whether that process lives cannot be known from here.
 */

import { readFileSync, statSync } from 'node:fs';
import { link, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, type LockHolder, StateError } from '../model/errors.ts';
import { errorCode } from '../model/file-errors.ts';
import { temporaryName } from './atomic-file.ts';
import { describeSelf, isDead, type LocalHolder, parseHolder } from './lock-holder.ts';
import {
  describeHeldLock,
  describeLostLock,
  describeOtherLock,
  UNKNOWN_HOLDER,
  UNLOCKED,
} from './lock-messages.ts';
import { makePrivateFolder } from './private-file.ts';
import { assertFile } from './real-path.ts';
import { toStateError } from './state-error.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 200;
/** The wait while another run releases the lock or takes it over. */
const MOMENT_MS = 20;
/** How often a lock may be neither found nor taken before that is an error: about five seconds. */
const MAX_MOMENTS = 250;
/** A lock file has some hundred bytes. */
const MAX_LOCK_BYTES = 64 * 1024;
const GUARD_STALE_MS = 5000;
/** A lock that names nobody is abandoned after this long. */
const TORN_AFTER_MS = 10_000;

/** The content of the lock file. */
interface Found {
  text: string;
  /** Undefined when it names nobody. */
  holder: LocalHolder | undefined;
  mtimeMs: number;
}

export class LocalLock {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async acquire(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock> {
    const { signal } = options;
    const own = await describeSelf(operation);
    const deadline = Date.now() + options.timeoutMs;
    for (let moments = 0; ; ) {
      if (signal?.aborted === true) throw new AbortedError();
      const found = await this.#find();
      if (found === undefined && (await this.#tryAcquire(own))) {
        return { holder: own, check: () => this.#check(own), release: () => this.#release(own.id) };
      }
      const isFree = found === undefined || (await isAbandoned(found));
      if (isFree && moments++ < MAX_MOMENTS) {
        if (found !== undefined) await this.#remove(found);
        // The first attempt is immediate and usually succeeds.
        if (moments > 1) await pause(MOMENT_MS, signal);
        continue;
      }
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw describeHeldLock(found?.holder);
      await pause(Math.min(POLL_MS, leftMs), signal);
    }
  }

  async holder(): Promise<LockHolder | null> {
    const found = await this.#find();
    return found === undefined ? null : (found.holder ?? UNKNOWN_HOLDER);
  }

  async force(id?: string): Promise<LockHolder | null> {
    const holder = await this.holder();
    if (holder === null) return null;
    if (id !== undefined && holder.id !== id) {
      throw describeOtherLock(holder);
    }
    await this.#delete();
    return holder;
  }

  async #tryAcquire(own: LocalHolder): Promise<boolean> {
    const draft = temporaryName(this.#path);
    const text = textOf(own);
    try {
      await makePrivateFolder(dirname(this.#path));
      await writeFile(draft, text, { flag: 'wx' });
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw toStateError(error, 'make the lock', this.#path);
    }
    try {
      await link(draft, this.#path);
      return true;
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (code === 'EEXIST') return false;
      if (NO_LINKS.has(code)) return await this.#tryCreate(text);
      throw toStateError(error, 'make the lock', this.#path);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** For file systems without hard links. */
  async #tryCreate(text: string): Promise<boolean> {
    try {
      await writeFile(this.#path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw toStateError(error, 'make the lock', this.#path);
    }
  }

  async #find(): Promise<Found | undefined> {
    try {
      const found = await stat(this.#path);
      assertFile(this.#path, found);
      const { text, isWhole } = await readStart(this.#path);
      return { text, holder: isWhole ? parseHolder(text) : undefined, mtimeMs: found.mtimeMs };
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (errorCode(error) === 'ENOENT') return undefined;
      throw toStateError(error, 'read the lock', this.#path);
    }
  }

  /** Removes an abandoned lock, unless the file has changed or another run is removing it. */
  async #remove(seen: Found): Promise<void> {
    // Rarely needed, and slow to load.
    const { default: lockfile } = await import('proper-lockfile');
    let unguard: () => Promise<void>;
    try {
      unguard = await lockfile.lock(this.#path, {
        lockfilePath: `${this.#path}.guard`,
        realpath: false,
        stale: GUARD_STALE_MS,
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (errorCode(error) === 'ELOCKED') return;
      throw toStateError(error, 'take over the lock', this.#path);
    }
    try {
      const found = await this.#find();
      if (found?.text === seen.text && found.mtimeMs === seen.mtimeMs) await this.#delete();
    } finally {
      await unguard().catch(() => undefined);
    }
  }

  async #check(own: LocalHolder): Promise<void> {
    if (this.#contains(textOf(own))) return;
    const found = await this.#find();
    if (found?.holder?.id === own.id) return;
    throw describeLostLock(found === undefined ? UNLOCKED : (found.holder ?? UNKNOWN_HOLDER));
  }

  /** Synchronous because it runs before each step: the thread pool would take twenty times as long. */
  #contains(text: string): boolean {
    try {
      const { size } = statSync(this.#path);
      return size === Buffer.byteLength(text) && readFileSync(this.#path, 'utf8') === text;
    } catch {
      // Reported by the caller, which reads what is there instead.
      return false;
    }
  }

  async #release(id: string): Promise<void> {
    const found = await this.#find();
    if (found?.holder?.id === id) await this.#delete();
  }

  async #delete(): Promise<void> {
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw toStateError(error, 'remove the lock', this.#path);
    }
  }
}

function textOf(holder: LocalHolder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** Reads as much as a lock can have; a longer file is not a lock. */
async function readStart(path: string): Promise<{ text: string; isWhole: boolean }> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_LOCK_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length));
    }
    return { text: bytes.toString('utf8', 0, length), isWhole: length <= MAX_LOCK_BYTES };
  } finally {
    await file.close();
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function isAbandoned({ holder, mtimeMs }: Found): Promise<boolean> {
  return holder === undefined ? Date.now() - mtimeMs > TORN_AFTER_MS : isDead(holder);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
