/** How agents behave, as a scenario says it. */

import { DAY_MS } from '../model/day.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { constant } from './distribution.ts';
import { distributionAt, type FieldContext, momentAt } from './fields.ts';
import type { AgentHabits, Scenario } from './scenario.ts';

/** The habits of an agent that the scenario does not describe. */
const UNSPECIFIED: AgentHabits = {
  status: 'READY',
  shifts: null,
  sequence: [],
  after: constant(0),
  probability: 1,
  wrapUp: null,
};

/** `endMs`: how far shifts that come round every day are laid out. */
export function readAgents(
  written: Json | undefined,
  endMs: number,
  context: FieldContext,
): Pick<Scenario, 'habits' | 'agents'> {
  const entries = isObject(written) ? written : {};
  const common = entries['default'];
  const habits = isObject(common) ? readHabits(common, UNSPECIFIED, endMs, context) : UNSPECIFIED;
  const agents = context.map
    .namesOf(entries)
    .filter((name) => name !== 'default' && isObject(entries[name]))
    .map((name) => ({
      agent: { name, place: context.map.keyPlace(entries, name) },
      habits: readHabits(entries[name] as JsonObject, habits, endMs, context),
    }));
  return { habits, agents };
}

function readHabits(
  entry: JsonObject,
  common: AgentHabits,
  endMs: number,
  context: FieldContext,
): AgentHabits {
  const answer = isObject(entry['answer']) ? entry['answer'] : {};
  const sequence = answer['sequence'];
  return {
    status: (entry['status'] as AgentHabits['status'] | undefined) ?? common.status,
    shifts: Array.isArray(entry['shifts']) ? readShifts(entry['shifts'], endMs, context) : common.shifts,
    sequence: Array.isArray(sequence)
      ? sequence.map((ring, index) =>
          ring === 'none' ? null : (distributionAt(sequence, index, context) ?? null),
        )
      : common.sequence,
    after: distributionAt(answer, 'after', context) ?? common.after,
    probability: typeof answer['probability'] === 'number' ? answer['probability'] : common.probability,
    wrapUp: entry['wrap_up'] === null ? null : (distributionAt(entry, 'wrap_up', context) ?? common.wrapUp),
  };
}

function readShifts(
  written: Json[],
  endMs: number,
  context: FieldContext,
): { fromMs: number; toMs: number }[] {
  const shifts: { fromMs: number; toMs: number; index: number }[] = [];
  written.forEach((shift, index) => {
    if (!isObject(shift)) return;
    const from = momentAt(shift, 'from', context);
    const to = momentAt(shift, 'to', context);
    if (from === undefined) return;
    let toMs = to?.ms ?? Infinity;
    // A shift over midnight, or one that is on when the scenario starts: its end comes first.
    let fromMs = from.ms;
    if (from.isTimeOfDay && to?.isTimeOfDay === true && toMs <= fromMs) fromMs -= DAY_MS;
    if (toMs <= fromMs) {
      const at = context.map.keyPlace(shift, 'to');
      context.problems.error({ code: 'CQ370', at, summary: 'the shift ends before it begins' });
      return;
    }
    const isDaily = from.isTimeOfDay && (to === undefined || to.isTimeOfDay);
    do {
      shifts.push({ fromMs, toMs, index });
      fromMs += DAY_MS;
      toMs += DAY_MS;
    } while (isDaily && fromMs < endMs);
  });
  shifts.sort((a, b) => a.fromMs - b.fromMs);
  for (const [position, shift] of shifts.entries()) {
    const before = shifts[position - 1];
    if (before === undefined || before.toMs <= shift.fromMs) continue;
    const at = context.map.valuePlace(written, shift.index);
    context.problems.error({ code: 'CQ370', at, summary: 'the shift begins before another one has ended' });
    break;
  }
  return shifts.map(({ fromMs, toMs }) => ({ fromMs, toMs }));
}
