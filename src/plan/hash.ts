/**
 * Hashes of a plan (for --expect and saved plans), of a live object (to detect changes since the plan) and of a state.
 */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { Plan } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import { listRules, stableList } from './list-rules.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Covers what the plan does. Places in files and diagnostics are left out, so that equal plans have equal hashes. */
export function hashPlan(plan: Pick<Plan, 'target' | 'changes' | 'forgotten'>): string {
  const changes = plan.changes.map(({ source: _source, reason: _reason, ...change }) => ({
    ...change,
    // The base that a plan was compared with does not change what it does.
    fields: change.fields.map((field) => (field.cause === 'drift' ? field : { ...field, cause: 'config' })),
  }));
  return sha256(canonicalJson({ target: plan.target, changes, forgotten: plan.forgotten ?? [] })).slice(
    0,
    16,
  );
}

/** Covers everything that was read of an object and its agents. */
export function fingerprint(live: LiveObject): string {
  const rules = listRules(live.fields?.['polling_strategy']);
  const steady = live.items === undefined ? live : { ...live, items: stableList(live.items, rules) };
  return sha256(canonicalJson(steady)).slice(0, 32);
}

export function hashState(state: StateDocument): string {
  return sha256(canonicalJson(state)).slice(0, 32);
}
