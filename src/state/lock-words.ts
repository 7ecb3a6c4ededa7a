/** What is said of a lock that somebody else holds, wherever it is kept. */

import { LockError, type LockHolder } from '../model/errors.ts';

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
