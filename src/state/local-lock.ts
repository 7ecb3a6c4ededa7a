/**
 * The lock of a local state: a file beside it that says who holds it.
 *
 * A lock file is written whole under another name and then linked into place, which is atomic and fails when there is
 * one: nobody ever sees half a lock. It names the process, by pid and start time, and the machine. A killed run leaves
 * its file behind; whoever comes next on the same machine sees that the process is gone and takes the lock over.
 *
 * Two that find the same dead holder must not both take over: the second would remove the first one's fresh lock. So
 * the removal happens under a guard of its own, and only after the holder was looked at again under it. The guard is
 * held for milliseconds; one left by a kill in just that moment goes stale after seconds.
 *
 * A lock of another machine is never taken over: whether that process lives cannot be known from here.
 */

import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { AbortedError, LockError, type LockHolder } from '../model/errors.ts';
import { errorCode, toStateError } from './file-errors.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 200;

interface LocalHolder extends LockHolder {
  host: string;
  pid: number;
  /** Tells a process from a later one with the same pid; null where the system does not say. */
  started: string | null;
}

export class LocalLock {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async acquire(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock> {
    const holder = await describeSelf(operation);
    const deadline = Date.now() + options.timeoutMs;
    for (;;) {
      if (options.signal?.aborted === true) throw new AbortedError();
      if (await this.#tryAcquire(holder)) return { holder, release: () => this.#release(holder.id) };
      const other = await this.holder();
      if (other === null) continue;
      if (await this.#takeOver(other)) continue;
      if (Date.now() >= deadline) throw describeHeld(other);
      await sleep(Math.min(POLL_MS, deadline - Date.now()));
    }
  }

  async holder(): Promise<LocalHolder | null> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw toStateError(error, 'read the lock', this.#path);
    }
    try {
      return JSON.parse(text) as LocalHolder;
    } catch {
      return {
        id: '',
        who: 'somebody unknown',
        operation: 'unknown',
        since: 'unknown',
        host: '',
        pid: 0,
        started: null,
      };
    }
  }

  async force(id?: string): Promise<LocalHolder | null> {
    const holder = await this.holder();
    if (holder === null || (id !== undefined && holder.id !== id)) return null;
    await rm(this.#path, { force: true });
    return holder;
  }

  async #tryAcquire(holder: LocalHolder): Promise<boolean> {
    const draft = `${this.#path}.${holder.id}`;
    const text = `${JSON.stringify(holder)}\n`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(draft, text);
      await link(draft, this.#path);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') return false;
      // A file system without hard links: nearly as good, but for the moment between making and filling the file.
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return this.#tryCreate(text);
      throw toStateError(error, 'make the lock', this.#path);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #tryCreate(text: string): Promise<boolean> {
    try {
      await writeFile(this.#path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw toStateError(error, 'make the lock', this.#path);
    }
  }

  /** True when the lock of a dead process was removed, by us or by somebody else meanwhile. */
  async #takeOver(seen: LocalHolder): Promise<boolean> {
    if (!(await isDead(seen))) return false;
    let unguard: () => Promise<void>;
    try {
      unguard = await lockfile.lock(this.#path, {
        lockfilePath: `${this.#path}.guard`,
        realpath: false,
        stale: 5000,
        onCompromised: () => undefined,
      });
    } catch {
      // Somebody else is at it: look again in a moment.
      await sleep(20);
      return true;
    }
    try {
      const holder = await this.holder();
      if (holder?.id === seen.id) await rm(this.#path, { force: true });
      return true;
    } finally {
      await unguard().catch(() => undefined);
    }
  }

  async #release(id: string): Promise<void> {
    const holder = await this.holder();
    if (holder?.id === id) await rm(this.#path, { force: true });
  }
}

function describeHeld(holder: LockHolder): LockError {
  return new LockError(
    `the state is locked by ${holder.who} since ${holder.since}, for ${holder.operation}`,
    holder,
    {
      code: 'CQ610',
      hint: 'wait for it with --lock-timeout SECONDS; if that run is surely over, remove its lock: cqctl state unlock',
    },
  );
}

async function describeSelf(operation: string): Promise<LocalHolder> {
  return {
    id: randomUUID(),
    who: `${userName()}@${hostname()} (pid ${pid})`,
    operation,
    since: new Date().toISOString(),
    host: hostname(),
    pid,
    started: await startOf(pid),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}

async function isDead(holder: LocalHolder): Promise<boolean> {
  if (holder.host !== hostname() || !Number.isSafeInteger(holder.pid) || holder.pid <= 0) return false;
  try {
    kill(holder.pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const started = await startOf(holder.pid);
  return started !== null && holder.started !== null && started !== holder.started;
}

/** When a process began, with the boot it belongs to; null where there is no /proc. */
async function startOf(processId: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${processId}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The name in parentheses may hold anything, blanks too; the start is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.trim()} ${fields[19]}`;
  } catch {
    return null;
  }
}
