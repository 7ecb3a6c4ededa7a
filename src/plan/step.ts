/** Makes the step of a change: the values to send and the state entry that results. */

import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import type { DesiredList, DesiredObject, DesiredResource, PromptField } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { Change, Step } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { createValues, listEntry, objectEntry } from './entry.ts';
import { listRules } from './list-rules.ts';
import { promptPath } from './prompts.ts';

interface StepFacts<D extends DesiredResource> {
  desired: D;
  live?: LiveObject | undefined;
  known?: StateResource | undefined;
}

export function objectStep(change: Change, { desired, live, known }: StepFacts<DesiredObject>): Step {
  const isNew = change.action === 'create' || change.action === 'replace';
  return {
    change,
    dependsOn: [],
    desired,
    ...(isNew ? sendNew(desired) : sendChanges(change, desired)),
    entry: objectEntry(desired, isNew ? desired.naturalKey : live?.key),
    ...(live === undefined ? {} : { live }),
    ...(known === undefined ? {} : { known }),
  };
}

/** `strategy` is the queue's strategy after the plan. */
export function listStep(
  change: Change,
  { desired, live, known, strategy }: StepFacts<DesiredList> & { strategy: string },
): Step {
  return {
    change,
    dependsOn: [],
    desired,
    strategy,
    ...(change.fields.length === 0 ? {} : { send: { items: desired.items.map((item) => ({ ...item })) } }),
    entry: listEntry(desired, listRules(strategy)),
    ...(live === undefined ? {} : { live }),
    ...(known === undefined ? {} : { known }),
  };
}

export function destroyStep(change: Change, facts: { live: LiveObject; known?: StateResource }): Step {
  return { change, dependsOn: [], ...facts };
}

function sendNew(desired: DesiredObject): Pick<Step, 'send' | 'prompts'> {
  const send = createValues(desired);
  const isWritten = (field: PromptField): boolean =>
    desired.prompts[field] !== undefined || typeof desired.fields[field] === 'string';
  return { send, prompts: PROMPT_FIELDS.filter(isWritten) };
}

/** Sends nothing for a move, or for an adopted object without differences. */
function sendChanges({ fields }: Change, desired: DesiredObject): Pick<Step, 'send' | 'prompts'> {
  if (fields.length === 0) return {};
  const paths = new Set(fields.map(({ path }) => path));
  const prompts = PROMPT_FIELDS.filter((field) => paths.has(promptPath(desired, field)));
  const isPrompt = new Set(prompts.map((field) => promptPath(desired, field)));
  const send: JsonObject = {};
  for (const { path, after } of fields) if (!isPrompt.has(path)) send[path] = after;
  return { send, ...(prompts.length === 0 ? {} : { prompts }) };
}
