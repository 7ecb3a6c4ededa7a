/** What a plan may do, with what is not written filled in. */

import { parseCondition } from '../kinds/condition.ts';
import { DEFAULT_MAX_DESTROYS, type Limit, type Policy } from '../model/desired.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { QUEUE_METRIC_NAMES } from '../routing/metrics.ts';
import { mapAt } from './resources.ts';

export const MAX_LOSS = 'max_loss';

const DEFAULT_MAX_UPDATES: Limit = { share: 1 };

/** Of a project that was checked. */
export function readPolicy(project: JsonObject): Policy {
  const policy = mapAt(project, 'policy');
  const { unmanaged } = policy;
  const maxQueues = readLimit(policy['max_changed_queues']);
  const checkNumbers = policy['check_numbers'];
  return {
    unmanaged: unmanaged === 'ignore' || unmanaged === 'destroy' ? unmanaged : 'report',
    maxUpdates: readLimit(policy['max_updates']) ?? DEFAULT_MAX_UPDATES,
    maxDestroys: readLimit(policy['max_destroys']) ?? { count: DEFAULT_MAX_DESTROYS },
    ...(maxQueues === undefined ? {} : { maxChangedQueues: maxQueues }),
    ...(typeof checkNumbers === 'boolean' ? { checkNumbers } : {}),
    routing: readRouting(mapAt(policy, 'routing')),
  };
}

function readLimit(value: Json | undefined): Limit | undefined {
  if (typeof value === 'number') return { count: value };
  if (typeof value !== 'string') return undefined;
  return { share: Number(value.slice(0, -1)) / 100 };
}

function readRouting(routing: JsonObject): Policy['routing'] {
  const maxLoss = routing[MAX_LOSS];
  const figures = QUEUE_METRIC_NAMES.flatMap((metric) => {
    const written = routing[metric];
    if (typeof written !== 'string' && typeof written !== 'number') return [];
    const condition = parseCondition(written);
    return condition === undefined ? [] : [{ metric, ...condition }];
  });
  return { figures, ...(typeof maxLoss === 'number' ? { maxLoss } : {}) };
}
