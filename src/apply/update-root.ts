/**
 * Updates a server or queue.
 *
 * The object is read again right before: what the plan does not know of is neither overwritten nor lost. The PBX gets all
 * that it reported and can be told, plus the change, because what is omitted may be reset.
 */

import { isSameValue } from '../kinds/compare.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { fieldFacts } from '../kinds/registry.ts';
import type { PromptField } from '../model/desired.ts';
import { GateError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { FieldChange, Step } from '../model/plan.ts';
import { promptPath } from '../plan/prompts.ts';
import { updateBody } from './body.ts';
import type { Carried, CarryContext } from './carry.ts';
import { notKept, readUntil } from './read-back.ts';
import { objectId, rootCalls } from './root-calls.ts';
import { faultsOf, finish, isShownAnew, type Root, recordWritten, type Sent } from './root-entry.ts';
import { describeSideEffects, isAlike } from './side-effects.ts';

export async function updateRoot(step: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const calls = rootCalls(context.client, desired.kind);
  const { address, fields } = step.change;
  const id = objectId(step);
  const read = () => calls.get(id);
  const before = await read();
  demandUnchanged(step, desired, before);
  const changed = fields.flatMap((field) => promptOf(desired, field) ?? []);
  const values: JsonObject = {};
  for (const field of fields) {
    if (promptOf(desired, field) === undefined) values[field.path] = field.after;
  }
  const known = step.known?.prompts ?? {};
  const prompts = desired.kind === 'queue' ? await context.prompts.written(desired, changed) : {};
  const kept =
    desired.kind === 'queue'
      ? await context.prompts.shown(before, known, (field) => !changed.includes(field))
      : {};
  const sent: Sent = { desired, id, values, prompts, before };
  if (changed.length > 0 || notKept(desired.kind, values, before).length > 0) {
    const body = { ...updateBody(desired, before, values), ...kept, ...prompts };
    await calls.update(id, body);
  }
  const isThere = (live: JsonObject): boolean =>
    faultsOf(sent, live).length === 0 && changed.every((field) => isShownAnew(field, before, live));
  const shown = await readUntil(read, isThere, context);
  const meant = new Set<string>([...Object.keys(values), ...changed]);
  const others = describeSideEffects(desired.kind, { before, after: shown, meant });
  if (others !== undefined) {
    context.warn('CQ423', `the PBX changed more than was asked for: ${others}`, address);
  }
  return finish(sent, shown, { ...recordWritten(desired, kept, shown), ...known });
}

/** The prompt that a change of a plan is about. */
function promptOf(desired: Root, { path }: FieldChange): PromptField | undefined {
  return desired.kind === 'queue'
    ? PROMPT_FIELDS.find((field) => promptPath(desired, field) === path)
    : undefined;
}

/** Somebody may have changed the object since it was planned, perhaps to the very value that is wanted. */
function demandUnchanged(step: Step, desired: Root, fresh: JsonObject): void {
  const planned = step.live?.fields ?? {};
  const moved = step.change.fields.filter((field) => {
    const prompt = promptOf(desired, field);
    if (prompt !== undefined) return isShownAnew(prompt, planned, fresh);
    const facts = fieldFacts(desired.kind, field.path);
    const now = fresh[field.path];
    return !isSameValue(facts, field.after, now) && !isAlike(facts, field.before, now);
  });
  if (moved.length === 0) return;
  const names = moved.map(({ path, before }) => {
    const now = promptOf(desired, { path } as FieldChange) === undefined ? fresh[path] : undefined;
    const was = `${path} was ${JSON.stringify(before)}`;
    return now === undefined ? `${was} and is not any more` : `${was} and is ${JSON.stringify(now)}`;
  });
  throw new GateError(`${step.change.address} changed on the PBX since it was planned: ${names.join('; ')}`, {
    code: 'CQ422',
    hint: 'it was left as it is: plan again',
  });
}
