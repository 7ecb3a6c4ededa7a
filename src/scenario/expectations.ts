/** Whether a run is what its scenario expects: the assertions of routing tests. */

import { type Condition, isMet } from '../kinds/condition.ts';
import type { CallResult, ExpectationResult, QueueMetric } from '../model/simulation.ts';
import { figureAt, queueFigure } from '../routing/metrics.ts';
import { suggest } from '../source/nearest.ts';
import type { Problems } from '../source/problems.ts';
import type { Side } from './compare.ts';
import type { Expectation, Scenario } from './scenario.ts';

/** A run under the threshold that an expectation asks for; undefined: the queues' own. */
export type RunWithin = (withinMs: number | undefined) => Promise<Side>;

/** In the order in which they are written. Names that the config does not have are problems, not failures. */
export async function checkExpectations(
  scenario: Scenario,
  runWithin: RunWithin,
  problems: Problems,
): Promise<ExpectationResult[]> {
  const results: ExpectationResult[] = [];
  for (const expectation of scenario.expect) {
    const side = await runWithin('withinMs' in expectation ? expectation.withinMs : undefined);
    const result = check(expectation, side, problems);
    if (result !== undefined) results.push(result);
  }
  return results;
}

function check(
  expectation: Expectation,
  { result, bound }: Side,
  problems: Problems,
): ExpectationResult | undefined {
  const { file, start, end } = expectation.place;
  const source = file.sourceOf(start, end);
  if (expectation.on === 'call') {
    const call = (result.calls ?? []).find(({ id }) => id === expectation.call);
    return checkCall(expectation, call, { source, keyOf: (name) => keyOf(name, bound) });
  }
  const { metric, value } = expectation;
  if (expectation.on === 'agent') {
    const { name, place } = expectation.agent;
    const agent = result.agents[name];
    if (agent === undefined) {
      const summary = `agent ${name} is in no queue of the config`;
      problems.error({ code: 'CQ378', at: place, summary, hint: suggest(name, bound.agentNumbers) });
      return undefined;
    }
    const title = `agent ${name}: ${metric} ${value.written}`;
    return { title, ...evaluate(value, figureAt(agent, metric)), source };
  }
  const { name, place } = expectation.queue;
  const queue = result.queues[keyOf(name, bound) ?? ''];
  if (queue === undefined) {
    const summary = `there is no queue ${JSON.stringify(name)} in the config`;
    problems.error({ code: 'CQ377', at: place, summary, hint: suggest(name, bound.queueKeys) });
    return undefined;
  }
  const within = metric === 'service_level' ? ` within ${queue.service_level.within_s}s` : '';
  const title = `${name}: ${metric}${within} ${value.written}`;
  return { title, ...evaluate(value, queueFigure(queue, metric as QueueMetric)), source };
}

/** By key or by extension number. */
function keyOf(name: string, { queueKeys, queues }: Side['bound']): string | undefined {
  if (queueKeys.includes(name)) return name;
  return queueKeys[queues.findIndex(({ number }) => number === name)];
}

function evaluate(value: Condition, actual: number | null) {
  return {
    passed: actual !== null && isMet(value, actual),
    expected: value.written,
    actual: actual === null ? 'no calls to take it from' : String(actual),
  };
}

function checkCall(
  expectation: Extract<Expectation, { on: 'call' }>,
  call: CallResult | undefined,
  { source, keyOf }: { source: ExpectationResult['source']; keyOf(name: string): string | undefined },
): ExpectationResult {
  const { outcome, by, wait, queue } = expectation;
  const expected = [
    ...(outcome === undefined ? [] : [outcome]),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(queue === undefined ? [] : [`in ${queue.name}`]),
    ...(wait === undefined ? [] : [`wait ${wait.written}`]),
  ].join(', ');
  const title = `call ${expectation.call}: ${expected}`;
  if (call === undefined) return { title, passed: false, expected, actual: 'the call never came', source };
  const lastQueue = call.steps.findLast(
    (step) => typeof step['queue'] === 'string' && step.event !== 'forward',
  );
  const endedIn = String(lastQueue?.['queue'] ?? call.queue);
  const actual = [
    call.outcome ?? 'still inside',
    ...(by === undefined && call.by === null ? [] : [`by ${call.by ?? 'nobody'}`]),
    ...(queue === undefined ? [] : [`in ${endedIn}`]),
    `wait ${call.wait_s}s`,
  ].join(', ');
  const passed =
    (outcome === undefined || outcome === call.outcome) &&
    (by === undefined || by === call.by) &&
    (queue === undefined || keyOf(queue.name) === endedIn) &&
    (wait === undefined || isMet(wait, call.wait_s));
  return { title, passed, expected, actual, source, ...(passed ? {} : { call }) };
}
