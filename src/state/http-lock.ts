/**
 * The lock of a state on a server, as Terraform takes it.
 *
 * The protocol has no request for the lock's holder. To find it, cqctl requests the lock and releases it if it was
 * free. A request whose answer was lost may have taken the lock; asked again, the server then names our own id.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { tidyText } from '../http/tidy-text.ts';
import { AbortedError, type LockHolder, StateError } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { HttpStateSettings } from '../model/state-settings.ts';
import { type StateHttpClient, shownAddress } from './http-client.ts';
import { UnansweredError } from './http-failure.ts';
import { describeSelf } from './lock-holder.ts';
import {
  describeHeldLock,
  describeLostLock,
  describeOtherLock,
  UNKNOWN_HOLDER,
  UNLOCKED,
} from './lock-messages.ts';
import { shareNext } from './share-next.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 1000;
const SETTLING_MS = 5000;
/** Steps may start faster than a server should be asked, so an answer is reused for this long. */
const CHECK_EVERY_MS = 1000;

/** A lock document has some hundred bytes; an HTML page in its place some thousand. */
const MAX_LOCK_BYTES = 64 * 1024;
/** How many characters of a holder's text are shown. */
const MAX_SHOWN = 200;

export class HttpLock {
  readonly #settings: HttpStateSettings;
  readonly #client: StateHttpClient;
  /** The id of the lock that this run holds; writes must send it. */
  id: string | undefined;
  #checkedMs = Number.NEGATIVE_INFINITY;

  constructor(settings: HttpStateSettings, client: StateHttpClient) {
    this.#settings = settings;
    this.#client = client;
  }

  async acquire(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock> {
    const { signal } = options;
    const own = await describeSelf(operation);
    const deadline = Date.now() + options.timeoutMs;
    for (;;) {
      if (signal?.aborted === true) throw new AbortedError();
      const held = await this.#take(own, signal).catch(async (error: unknown) => {
        if (isUnclear(error)) await this.#confirm(own);
        throw error;
      });
      if (held === null) {
        this.id = own.id;
        this.#checkedMs = Number.NEGATIVE_INFINITY;
        const isStrict = await this.#isStrict(own);
        const check = shareNext(() => this.#check(own, isStrict));
        return { holder: own, check, release: () => this.#release(own) };
      }
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw describeHeldLock(held);
      const pauseMs = Math.min(POLL_MS, leftMs);
      await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  async holder(): Promise<LockHolder | null> {
    const probe = await describeSelf('state unlock');
    const held = await this.#take(probe);
    if (held === null) await this.#unlock(probe);
    return held;
  }

  async force(id?: string): Promise<LockHolder | null> {
    const holder = await this.holder();
    if (holder === null) return null;
    if (id !== undefined && holder.id !== id) throw describeOtherLock(holder);
    await this.#unlock(holder);
    return holder;
  }

  /** Null when this run has the lock now, else its holder. */
  async #take(own: LockHolder, signal?: AbortSignal): Promise<LockHolder | null> {
    const held = await this.#ask(own, signal);
    return held === 'taken' || held.id === own.id ? null : held;
  }

  /** Whether the server refuses the lock to its own holder. Most do; then getting it means that it was lost before. */
  async #isStrict(own: LockHolder): Promise<boolean> {
    try {
      return (await this.#ask(own)) !== 'taken';
    } catch (error) {
      if (error instanceof StateError) return false;
      throw error;
    }
  }

  /**
   * The protocol has no request for this, so the lock is requested once more; if it was lost, it is released again.
   */
  async #check(own: LockHolder, isStrict: boolean): Promise<void> {
    if (performance.now() - this.#checkedMs < CHECK_EVERY_MS) return;
    const askedMs = performance.now();
    const held = await this.#ask(own);
    if (held === 'taken' && isStrict) {
      await this.#unlock(own);
      throw describeLostLock(UNLOCKED);
    }
    // A server that does not name the holder cannot say that it is another one.
    if (held !== 'taken' && held.id !== own.id && held.id !== UNKNOWN_HOLDER.id) throw describeLostLock(held);
    this.#checkedMs = askedMs;
  }

  /** The previous holder; `taken` when the lock was free and is `own`'s now. */
  async #ask(own: LockHolder, signal?: AbortSignal): Promise<LockHolder | 'taken'> {
    const { lockMethod, lockAddress } = this.#settings;
    const answer = await this.#client.send(lockMethod, lockAddress, {
      body: JSON.stringify(lockInfo(own)),
      maxAnswerBytes: MAX_LOCK_BYTES,
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status >= 200 && answer.status < 300) return 'taken';
    if (answer.status === 409 || answer.status === 423) return parseLockInfo(answer.text);
    throw new StateError(
      `the state's server does not lock (${lockMethod} ${shownAddress(lockAddress)}: ${answer.status})`,
      { code: 'CQ605', hint: 'check lock_address and lock_method: GitLab wants POST on …/lock' },
    );
  }

  /**
   * Requests the lock once more to find out whether a request without an answer took it. Never takes another's lock.
   */
  async #confirm(own: LockHolder): Promise<void> {
    const signal = AbortSignal.timeout(SETTLING_MS);
    await this.#take(own, signal)
      .then((held) => (held === null ? this.#unlock(own, signal) : undefined))
      .catch(() => undefined);
  }

  async #release(own: LockHolder): Promise<void> {
    if (this.id !== own.id) return;
    this.id = undefined;
    await this.#unlock(own).catch((error: unknown) => {
      if (!(error instanceof StateError)) throw error;
      throw new StateError(`the lock may still be held: ${error.message}`, {
        code: error.code,
        hint: `remove it once the server answers: cqctl state unlock ${own.id}`,
        cause: error,
      });
    });
  }

  /** No error if the lock belongs to somebody else or to nobody by now. */
  async #unlock(holder: LockHolder, signal?: AbortSignal): Promise<void> {
    const { unlockMethod, unlockAddress } = this.#settings;
    const answer = await this.#client.send(unlockMethod, unlockAddress, {
      body: JSON.stringify(lockInfo(holder)),
      maxAnswerBytes: MAX_LOCK_BYTES,
      ...(holder.id === '' ? {} : { lockId: holder.id }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status < 300 || [404, 409, 423].includes(answer.status)) return;
    throw new StateError(
      `the state's server does not unlock (${unlockMethod} ${shownAddress(unlockAddress)}: ${answer.status})`,
      { code: 'CQ605', hint: 'check unlock_address and unlock_method: GitLab wants DELETE on …/lock' },
    );
  }
}

/** This run may have the lock: no clear answer came, or the request was aborted. */
function isUnclear(error: unknown): boolean {
  return error instanceof AbortedError || (error instanceof UnansweredError && error.unclear);
}

/** Field names as Terraform writes them; servers return them unchanged. */
function lockInfo({ id, who, operation, since }: LockHolder) {
  return { ID: id, Operation: operation, Info: '', Who: who, Version: 'cqctl', Created: since, Path: '' };
}

function parseLockInfo(text: string): LockHolder {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return UNKNOWN_HOLDER;
  }
  if (!isObject(value)) return UNKNOWN_HOLDER;
  const info = value;
  const textOf = (name: string, otherwise: string): string => {
    const found = info[name];
    return typeof found === 'string' && found !== '' ? found : otherwise;
  };
  const wordsOf = (name: string, otherwise: string): string => tidyText(textOf(name, otherwise), MAX_SHOWN);
  return {
    id: textOf('ID', UNKNOWN_HOLDER.id),
    who: wordsOf('Who', UNKNOWN_HOLDER.who),
    operation: wordsOf('Operation', UNKNOWN_HOLDER.operation),
    since: wordsOf('Created', UNKNOWN_HOLDER.since),
  };
}
