/** What is said of a lock that somebody else holds, wherever it is kept. */

import { LockError, type LockHolder, StateError } from '../model/errors.ts';

/** Of a lock that does not say whose it is. */
export const NOBODY: LockHolder = {
  id: '',
  who: 'somebody unknown',
  operation: 'something unknown',
  since: 'an unknown time',
};

export function describeHeld(holder: LockHolder = NOBODY): LockError {
  const { who, since, operation } = holder;
  return new LockError(`the state is locked by ${who} since ${since}, for ${operation}`, holder, {
    code: 'CQ610',
    hint: 'wait for it with --lock-timeout SECONDS; if that run is surely over, remove its lock: cqctl state unlock',
  });
}

/** Of one that was to be removed by another id. */
export function describeOther(holder: LockHolder): LockError {
  const { id, who, since, operation } = holder;
  const held = `it is held by ${who} since ${since}, for ${operation}`;
  return new LockError(`the lock is another one: ${held}, under the id ${id}`, holder, {
    code: 'CQ611',
    hint: 'nothing was unlocked; give that id, or none',
  });
}

/** Of the lock of this run: who has it now, or what became of it. */
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
