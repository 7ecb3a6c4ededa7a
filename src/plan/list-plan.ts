/** Plans one agent list. Its change depends on the change of its queue. */

import { queueFields } from '../kinds/queue.ts';
import type { DesiredList } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Action, Cause, Change, Reason } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { listEntry } from './entry.ts';
import { isRecorded, isSameList, type ListRules, listRules, recordedList, stableList } from './list-rules.ts';
import { isManaged } from './managed.ts';
import type { Match } from './match.ts';

export interface ListPlan {
  change?: Change;
  settled?: StateResource;
  warnings: Diagnostic[];
}

export interface ListContext {
  /** The planned action of the queue; undefined when the queue does not change. */
  queueAction: Action | undefined;
  queue: Match;
  /** The state entry of this list, when it belongs to the same queue. */
  known: StateResource | undefined;
  wasDeleted: boolean;
  /** Whether the live agents were not read. */
  isUnread: boolean;
}

export function planList(desired: DesiredList, context: ListContext): ListPlan {
  const { queue, known, queueAction } = context;
  const rules = listRules(strategyOf(queue, queueAction));
  const live = queue.live;
  const isNew = live === undefined || queueAction === 'replace';
  const base = {
    address: desired.address,
    kind: desired.kind,
    id: live?.id ?? null,
    key: desired.naturalKey,
    source: desired.source,
  };
  if (isNew) {
    const action = live === undefined ? 'create' : 'replace';
    const before = live?.items === undefined ? null : recordedList(stableList(live.items, rules), rules);
    const cause = context.wasDeleted ? 'drift' : 'config';
    const reason: Reason | null =
      action === 'replace' ? { type: 'parent_replaced', parent: desired.parent } : null;
    const after = recordedList(desired.items, rules);
    const fields = [{ path: 'items', before, after, cause } as const];
    return { change: { ...base, action, fields, reason }, warnings: [] };
  }
  if (context.isUnread) return { warnings: [] };
  const has = live.items ?? [];
  const isIgnored = !isManaged(desired, 'items');
  const isSame = isIgnored || isSameList(desired.items, has, rules);
  // Reuses the known entry: most lists of a large plan do not change.
  const isKept =
    known?.key === live.key && isRecorded(appliedItems(known), isIgnored ? undefined : desired.items, rules);
  if (isSame && isKept) return { settled: known, warnings: [] };
  const after = recordedList(desired.items, rules);
  const settled: StateResource = { ...listEntry(desired, rules, live.key), id: live.id };
  if (isSame && known !== undefined) return { settled, warnings: [] };
  const fields = isSame
    ? []
    : [
        {
          path: 'items',
          before: recordedList(stableList(has, rules), rules),
          after,
          cause: causeOf(desired, known, rules),
        },
      ];
  const action = known === undefined ? 'adopt' : 'update';
  const reason: Reason | null = known === undefined ? { type: 'list_adopted' } : null;
  return {
    change: { ...base, action, fields, reason },
    settled,
    warnings: isSame ? [] : warnOfRemoval(desired, has.length),
  };
}

/** The strategy after the plan: as written, else the live one, else the default of a create. */
export function strategyOf({ desired, live }: Match, queueAction: Action | undefined): string {
  // A replaced queue is created from the files alone.
  const kept = queueAction === 'replace' ? undefined : live;
  const isIgnored = kept !== undefined && desired.lifecycle.ignoreChanges.includes('polling_strategy');
  const written = isIgnored ? undefined : desired.fields['polling_strategy'];
  const strategy = written ?? kept?.fields?.['polling_strategy'];
  return typeof strategy === 'string' ? strategy : queueFields.polling_strategy.default;
}

function causeOf(desired: DesiredList, known: StateResource | undefined, rules: ListRules): Cause {
  const applied = appliedItems(known);
  return applied !== undefined && isSameList(desired.items, applied, rules) ? 'drift' : 'config';
}

/** The list as last applied; undefined when state has none. */
export function appliedItems(known: StateResource | undefined): DesiredList['items'] | undefined {
  const items = known?.applied['items'];
  return Array.isArray(items) ? (items as unknown as DesiredList['items']) : undefined;
}

function warnOfRemoval(desired: DesiredList, count: number): Diagnostic[] {
  if (desired.items.length > 0 || count === 0) return [];
  return [
    {
      code: 'CQ407',
      severity: 'warning',
      summary: `${desired.address} is empty in the file: all ${count} agents are removed from the queue`,
      hint: 'to leave the list as it is on the PBX, delete the key `agents`',
      address: desired.address,
      source: desired.source,
    },
  ];
}
