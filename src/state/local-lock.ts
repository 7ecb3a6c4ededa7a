/**
 * The lock of a local state: a file beside it that says who holds it.
 *
 * Taking it. The file is written whole under another name and then linked into place, which is atomic and fails when
 * there is one: nobody ever sees half a lock. Where the file system has no hard links it is made exclusively and then
 * filled; a kill in between, or a power cut, leaves a file that names nobody, and that is taken for abandoned once it is
 * older than any filling can take. A lock with `O_EXCL` alone would have that gap always; one with `flock` would need
 * native code, and says nothing about who holds it.
 *
 * Taking it over. A killed run leaves its file behind; whoever comes next on the same machine sees that the process is
 * gone (`lock-holder`) and removes the file, then takes the lock like everybody else. Two that find the same dead holder
 * must not both remove: the second would remove the first one's fresh lock. So the removal happens under a guard of its
 * own, and only when the file still says, to the byte, what was found dead. Holder ids are random, so a fresh lock never
 * says the same. The guard is held for milliseconds; one left by a kill in just that moment goes stale after seconds,
 * and until then everybody waits for it, even those who do not want to wait.
 *
 * Giving it back removes the file only while it has one's own id: after `state unlock` it may be somebody else's.
 *
 * A lock of another machine or container is never taken over: whether that process lives cannot be known from here.
 */

import { readFileSync, statSync } from 'node:fs';
import { link, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, type LockHolder, StateError } from '../model/errors.ts';
import { temporaryName } from './atomic-file.ts';
import { errorCode, toStateError } from './file-errors.ts';
import { describeSelf, isDead, type LocalHolder, parseHolder } from './lock-holder.ts';
import { describeHeld, describeLostLock, describeOther, NOBODY, UNLOCKED } from './lock-words.ts';
import { makePrivateFolder } from './private-file.ts';
import { demandFile } from './real-path.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 200;
/** Between looks while somebody is just giving the lock back or taking it over. */
const MOMENT_MS = 20;
/** How often a lock may be neither there nor to be had before that is called an error: some five seconds. */
const MAX_MOMENTS = 250;
/** A lock says who, since when and for what, in some hundred bytes. */
const MAX_LOCK_BYTES = 64 * 1024;
const GUARD_STALE_MS = 5000;
/** A lock that names nobody is abandoned after this long. */
const TORN_AFTER_MS = 10_000;

/** What the lock file says. */
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
        // The first time at once: most often that is all there is to it.
        if (moments > 1) await pause(MOMENT_MS, signal);
        continue;
      }
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw describeHeld(found?.holder);
      await pause(Math.min(POLL_MS, leftMs), signal);
    }
  }

  async holder(): Promise<LockHolder | null> {
    const found = await this.#find();
    return found === undefined ? null : (found.holder ?? NOBODY);
  }

  async force(id?: string): Promise<LockHolder | null> {
    const holder = await this.holder();
    if (holder === null) return null;
    if (id !== undefined && holder.id !== id) {
      throw describeOther(holder);
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
      demandFile(this.#path, found);
      const { text, isWhole } = await readStart(this.#path);
      return { text, holder: isWhole ? parseHolder(text) : undefined, mtimeMs: found.mtimeMs };
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (errorCode(error) === 'ENOENT') return undefined;
      throw toStateError(error, 'read the lock', this.#path);
    }
  }

  /** Removes an abandoned lock, unless it is another by now or somebody else is at it. */
  async #remove(seen: Found): Promise<void> {
    // Hardly ever needed, and slow to load.
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
    if (this.#says(textOf(own))) return;
    const found = await this.#find();
    if (found?.holder?.id === own.id) return;
    throw describeLostLock(found === undefined ? UNLOCKED : (found.holder ?? NOBODY));
  }

  /** Asked before each step, and therefore in one go: a way through the pool of threads takes twenty times as long. */
  #says(text: string): boolean {
    try {
      const { size } = statSync(this.#path);
      return size === Buffer.byteLength(text) && readFileSync(this.#path, 'utf8') === text;
    } catch {
      // Told of by whoever looks for what is there instead.
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

/** As much as a lock can have; a longer file is none, whatever it says. */
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
