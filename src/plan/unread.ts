/**
 * Queues of which a plan knows no more than their line in the PBX's list, because --target and --exclude leave them out.
 *
 * The line has the number and the id, so that it is known what is created, replaced, moved, adopted and destroyed, and what
 * waits for what. What is not known is whether anything else of it differs: for that there is no step. A plan that cannot
 * do without such a queue says so here, and is made again once the queue was read.
 */

import type { Address } from '../model/address.ts';
import { draftPlan, type PlanInput } from './draft.ts';
import { chooseSteps } from './select.ts';

/** Of steps that the plan takes in, and whose queues are to be read in full first. */
export function findUnreadNeeds(input: PlanInput): Address[] {
  const { steps } = chooseSteps(draftPlan(input).steps, input.options, input.live);
  const isOurs = ({ desired, known }: (typeof steps)[number]) => desired !== undefined || known !== undefined;
  return steps
    .filter((step) => isOurs(step) && step.live !== undefined && step.live.fields === undefined)
    .map(({ change }) => change.address);
}
