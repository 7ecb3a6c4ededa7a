/** Records the steps of each call with the names of queues and agents. */

import type { Trace, TraceStep } from '../engine/trace.ts';
import type { CallResult, CallStep } from '../model/simulation.ts';
import { callName, isListed } from './arrivals.ts';
import type { BoundScenario } from './bind.ts';

/** `listed`: only of calls that the scenario lists one by one. */
export type TraceChoice = false | 'listed' | 'all';

export class TraceRecorder implements Trace {
  readonly #scenario: BoundScenario;
  readonly #isWhole: boolean;
  readonly #calls = new Map<number, CallResult>();

  constructor(scenario: BoundScenario, wish: 'listed' | 'all') {
    this.#scenario = scenario;
    this.#isWhole = wish === 'all';
  }

  step(call: number, nowMs: number, step: TraceStep): void {
    if (!this.#isWhole && !isListed(this.#scenario, call)) return;
    const result = this.#calls.get(call) ?? this.#begin(call, nowMs, step);
    switch (step.type) {
      case 'ended':
        result.outcome = step.outcome;
        result.wait_s = (nowMs - result.at_s * 1000) / 1000;
        break;
      case 'loop':
        // Whatever the last queue said: no rule got the caller anywhere.
        result.outcome = 'timed_out';
        break;
      case 'answered':
      case 'called_back':
        result.by = this.#agent(step.agent);
        break;
    }
    const printed = this.#print(nowMs / 1000, step);
    if (printed !== undefined) result.steps.push(printed);
  }

  /** In the order of arrival. */
  results(): CallResult[] {
    return [...this.#calls.values()];
  }

  #begin(call: number, nowMs: number, step: TraceStep): CallResult {
    const result: CallResult = {
      id: callName(this.#scenario, call),
      queue: 'queue' in step ? this.#queue(step.queue) : '',
      at_s: nowMs / 1000,
      outcome: null,
      by: null,
      wait_s: 0,
      steps: [],
    };
    this.#calls.set(call, result);
    return result;
  }

  #agent(agent: number): string {
    return this.#scenario.agentNumbers[agent] ?? '';
  }

  #queue(queue: number): string {
    return this.#scenario.queueKeys[queue] ?? '';
  }

  /** Undefined for what another step says too. */
  #print(t: number, step: TraceStep): CallStep | undefined {
    const agents = (list: readonly number[]) => list.map((agent) => this.#agent(agent));
    const { type: event } = step;
    switch (step.type) {
      case 'offered':
        return undefined;
      case 'queued':
        return {
          t,
          event,
          queue: this.#queue(step.queue),
          position: step.position,
          ...(step.vip ? { vip: true } : {}),
        };
      case 'ring':
        return { t, event, agents: agents(step.agents), ...(step.sticky ? { sticky: true } : {}) };
      case 'join':
      case 'no_answer':
        return { t, event, agents: agents(step.agents) };
      case 'stop':
        return { t, event, agents: agents(step.agents), why: step.why };
      case 'answered':
      case 'called_back':
        return { t, event, agent: this.#agent(step.agent), talk_s: step.talkMs / 1000 };
      case 'talk_over':
        return { t, event, agent: this.#agent(step.agent) };
      case 'position':
        return { t, event, position: step.position };
      case 'ended':
        // An answer and a wish to be called back are steps of their own.
        if (step.outcome === 'answered' || step.outcome === 'callback') return undefined;
        return { t, event: step.outcome, queue: this.#queue(step.queue), wait_s: step.waitMs / 1000 };
      case 'forward':
        return {
          t,
          event,
          action: step.action,
          number: step.number,
          ...(step.queue < 0 ? {} : { queue: this.#queue(step.queue) }),
        };
      case 'loop':
        return { t, event, number: step.number };
      default:
        return { t, event };
    }
  }
}
