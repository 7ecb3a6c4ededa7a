/** What there is to show of a plan, worked out once; text, Markdown and HTML each put it in their order and their markup. */

import { isListKind } from '../kinds/registry.ts';
import type { Change, Plan } from '../model/plan.ts';
import { showImpact } from './dry-run/shown-impact.ts';
import { reasonText } from './reason-text.ts';
import { headlineOf } from './summary-text.ts';
import { plural } from './value-text.ts';

export type ShownChange = ReturnType<typeof showChange>;
export type PlanSections = ReturnType<typeof sectionsOf>;

export function showChange(change: Change) {
  const { address, fields, key, kind, source } = change;
  const isList = isListKind(kind);
  return {
    change,
    /** Its fields are told in words. */
    isList,
    /** The object's number or name, where the address does not end in it. */
    number: isList || address.endsWith(`.${key}`) ? '' : key,
    /** `cqctl.yaml:12` */
    place: source === null ? '' : `${source.file}:${source.line}`,
    reason: reasonText(change) ?? '',
    /** Nothing but the PBX made it necessary. */
    isDrift: fields.length > 0 && fields.every(({ cause }) => cause === 'drift'),
  };
}

export function sectionsOf(plan: Plan) {
  const { target, complete, hash, diagnostics, routing = [], forgotten = [], unmanaged } = plan;
  return {
    headline: headlineOf(plan),
    target,
    isComplete: complete,
    hash,
    notices: diagnostics,
    changes: plan.changes.map(showChange),
    /** What it does to the callers of each scenario. */
    impacts: routing.map(showImpact),
    /** Addresses that are managed no longer. */
    forgotten,
    unmanaged,
    unmanagedTitle: `${plural(unmanaged.length, 'object')} on the PBX that no file names`,
  };
}
