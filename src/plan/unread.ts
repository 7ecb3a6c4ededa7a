/**
 * Queues that --target and --exclude leave out are known only by their line in the PBX's list.
 *
 * The line has the number and the id, which is enough to decide what is created, replaced, moved, adopted or destroyed,
 * and in which order. Other differences are unknown, so there is no step for them. When a plan needs such a queue in
 * full, this function names it, and the plan is made again after it was read.
 */

import type { Address } from '../model/address.ts';
import { draftPlan, type PlanInput } from './draft.ts';
import { chooseSteps } from './select.ts';

/** The queues of added steps that must be read in full first. */
export function findUnreadNeeds(input: PlanInput): Address[] {
  const { steps } = chooseSteps(draftPlan(input).steps, input.options, input.live);
  const isOurs = ({ desired, known }: (typeof steps)[number]) => desired !== undefined || known !== undefined;
  return steps
    .filter((step) => isOurs(step) && step.live !== undefined && step.live.fields === undefined)
    .map(({ change }) => change.address);
}
