/** The id of the object that a step is about. */

import type { Step } from '../model/plan.ts';

/** Throws for a step whose object was not read. */
export function objectId({ change, live }: Pick<Step, 'change' | 'live'>): string {
  const id = live?.id ?? change.id;
  if (id === null) throw new Error(`${change.action} ${change.address} is about no object`);
  return id;
}
