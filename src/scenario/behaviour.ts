/** How the agents of a bound scenario answer and wrap up. */

import type { Behaviour } from '../engine/config.ts';
import { mixKey, uniform } from '../engine/random.ts';
import type { BoundScenario } from './bind.ts';
import { draw } from './distribution.ts';

/** What is drawn for an agent, each under a key of its own. */
const [ANSWER, AFTER, WRAP_UP] = [1, 2, 3];

export function createBehaviour(scenario: BoundScenario, replication: number): Behaviour {
  const base = mixKey(mixKey(scenario.seed, 0x616774), replication);
  const keysOf = (part: number) =>
    Uint32Array.from(scenario.agents, ({ key }) => mixKey(mixKey(base, key), part));
  const answers = keysOf(ANSWER as number);
  const afters = keysOf(AFTER as number);
  const wrapUps = keysOf(WRAP_UP as number);
  const habits = scenario.agents.map((agent) => agent.habits);
  return {
    answerAfterMs(agent, ring, call, attempt) {
      const { sequence, after, probability } = habits[agent] as (typeof habits)[number];
      if (ring < sequence.length) {
        const fixed = sequence[ring] as (typeof sequence)[number];
        return fixed === null ? -1 : draw(fixed, mixKey(afters[agent] as number, attempt), call);
      }
      if (probability < 1 && uniform(mixKey(answers[agent] as number, attempt), call) >= probability)
        return -1;
      return draw(after, mixKey(afters[agent] as number, attempt), call);
    },
    wrapUpMs(agent, ring) {
      const { wrapUp } = habits[agent] as (typeof habits)[number];
      return wrapUp === null ? -1 : draw(wrapUp, wrapUps[agent] as number, ring);
    },
  };
}
