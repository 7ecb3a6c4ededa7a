/** Hashes: of a plan, for --expect and saved plans; of what was read of an object, to know that it moved since. */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { Plan } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import { listRules, steadyList } from './agents.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Of what would be done, whatever the lines of the files and the diagnostics: the same plan has the same hash. */
export function hashPlan(plan: Pick<Plan, 'target' | 'changes' | 'forgotten'>): string {
  const changes = plan.changes.map(({ source: _source, reason: _reason, ...change }) => ({
    ...change,
    // Which base a plan was compared with changes nothing of what it does.
    fields: change.fields.map((field) => (field.cause === 'drift' ? field : { ...field, cause: 'config' })),
  }));
  return sha256(canonicalJson({ target: plan.target, changes, forgotten: plan.forgotten ?? [] })).slice(
    0,
    16,
  );
}

/** Of all that was read of an object and its agents. */
export function fingerprint(live: LiveObject): string {
  const rules = listRules(live.fields?.['polling_strategy']);
  const steady = live.items === undefined ? live : { ...live, items: steadyList(live.items, rules) };
  return sha256(canonicalJson(steady)).slice(0, 32);
}

export function hashState(state: StateDocument): string {
  return sha256(canonicalJson(state)).slice(0, 32);
}
