/** Errors about locks of other holders, the same for every backend. */

import { LockError, type LockHolder, StateError } from '../model/errors.ts';

/** For a lock that does not name its holder. */
export const UNKNOWN_HOLDER: LockHolder = {
  id: '',
  who: 'somebody unknown',
  operation: 'something unknown',
  since: 'an unknown time',
};

export function describeHeldLock(holder: LockHolder = UNKNOWN_HOLDER): LockError {
  const { who, since, operation } = holder;
  return new LockError(`the state is locked by ${who} since ${since}, for ${operation}`, holder, {
    code: 'CQ610',
    hint: 'wait for it with --lock-timeout SECONDS; if that run is surely over, remove its lock: cqctl state unlock',
  });
}

/** For an unlock with another id than the holder's. */
export function describeOtherLock(holder: LockHolder): LockError {
  const { id, who, since, operation } = holder;
  const held = `it is held by ${who} since ${since}, for ${operation}`;
  return new LockError(`the lock is another one: ${held}, under the id ${id}`, holder, {
    code: 'CQ611',
    hint: 'nothing was unlocked; give that id, or none',
  });
}

/** For a lost lock of this run: its new holder, or what happened to it. */
export function describeLostLock(now: LockHolder | string, cause?: unknown): StateError {
  const fate =
    typeof now === 'string' ? now : `${now.who} has had it since ${now.since}, for ${now.operation}`;
  return new StateError(`this run has lost the lock of the state: ${fate}`, {
    code: 'CQ612',
    hint: 'no more steps are begun; once no other run is under way, run the command again',
    cause,
  });
}

export const UNLOCKED = 'somebody has unlocked the state';
