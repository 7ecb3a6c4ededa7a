/**
 * Updates a server or queue.
 *
 * Reads the object again right before the update, so that changes since the plan are neither overwritten nor lost.
 * Sends every writable field that the PBX reported plus the change, because an omitted field may be reset.
 */

import { isSameValue } from '../kinds/compare.ts';
import { fieldFacts, kindOf } from '../kinds/registry.ts';
import { isList, type PromptField } from '../model/desired.ts';
import { GateError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { distinguishTexts } from '../model/look-alikes.ts';
import type { FieldChange, Step } from '../model/plan.ts';
import { promptPath } from '../plan/prompts.ts';
import { objectId } from './object-id.ts';
import { outcomeOf, promptChanged, recordPrompts, type Sent, unkeptFields } from './object-outcome.ts';
import { readUntil, unkeptValues } from './read-back.ts';
import { describeSideEffects, isAlike } from './side-effects.ts';
import type { StepContext, StepOutcome } from './step-context.ts';
import { updateBody } from './update-body.ts';

export async function updateObject(step: Step, context: StepContext): Promise<StepOutcome> {
  const { client } = context;
  const { kind, address } = step.change;
  const id = objectId(step);
  const read = () => client.get(kindOf(kind), id);
  const before = await read();
  assertUnchanged(step, before);
  const { send: values = {}, prompts: changed = [] } = step;
  const known = step.known?.prompts ?? {};
  const prompts = await context.prompts.written(step);
  const kept = await context.prompts.shown(before, known, (field) => !changed.includes(field));
  const sent: Sent = { step, id, values, prompts, before };
  if (changed.length > 0 || unkeptValues(kind, values, before).length > 0) {
    await client.update(kindOf(kind), id, { ...updateBody(step, before), ...kept, ...prompts });
  }
  const isThere = (live: JsonObject): boolean =>
    unkeptFields(sent, live).length === 0 && changed.every((field) => promptChanged(field, before, live));
  const shown = await readUntil(read, isThere, context);
  const meant = new Set<string>([...Object.keys(values), ...changed]);
  const others = describeSideEffects(kind, { before, after: shown, meant });
  if (others !== undefined) {
    context.warn('CQ423', `the PBX changed more than was asked for: ${others}`, address);
  }
  return outcomeOf(sent, shown, { ...recordPrompts(step, kept, shown), ...known });
}

/** The prompt that a planned change is about. */
function promptOf({ desired, prompts = [] }: Step, { path }: FieldChange): PromptField | undefined {
  if (desired === undefined || isList(desired)) return undefined;
  return prompts.find((field) => promptPath(desired, field) === path);
}

/** Fails if somebody has changed the object since the plan, unless it has the desired value already. */
function assertUnchanged(step: Step, fresh: JsonObject): void {
  const planned = step.live?.fields ?? {};
  const moved = step.change.fields.filter((field) => {
    const prompt = promptOf(step, field);
    if (prompt !== undefined) return promptChanged(prompt, planned, fresh);
    const facts = fieldFacts(step.change.kind, field.path);
    const now = fresh[field.path];
    return !isSameValue(facts, field.after, now) && !isAlike(facts, field.before, now);
  });
  if (moved.length === 0) return;
  const names = moved.map((field) => {
    const now = promptOf(step, field) === undefined ? fresh[field.path] : undefined;
    const was = JSON.stringify(field.before);
    if (now === undefined) return `${field.path} was ${was} and is not any more`;
    return `${field.path} was ${distinguishTexts(was, JSON.stringify(now)).join(' and is ')}`;
  });
  throw new GateError(`${step.change.address} changed on the PBX since it was planned: ${names.join('; ')}`, {
    code: 'CQ422',
    hint: 'it was left as it is: plan again',
  });
}
