/** Who calls and how the agents behave, for queues and agents that change meanwhile: made of a scenario, driven by a PBX. */

import type { ArrivalSource, EngineConfig } from '../engine/config.ts';
import type { RoutedQueue } from './queues.ts';

export interface Traffic {
  /** Makes session ids its own. */
  seed: number;
  /** Callers one after another; their `queue` is an index into `numbers`. To be taken once, by one engine at a time. */
  arrivals: ArrivalSource;
  /** Extension numbers that are called, whether the PBX has them or not. */
  numbers: readonly string[];
  /**
   * What an engine is told of these queues from `nowMs` on. Agents in `known` keep their index; those who are new are as
   * the scenario says.
   */
  bind(queues: readonly RoutedQueue[], known: readonly string[], nowMs: number): BoundTraffic;
  /** How a caller is shown; `call` as in arrivals. */
  callerOf(call: number): { number: string; name: string };
}

export interface BoundTraffic {
  config: Omit<EngineConfig, 'arrivals'>;
  /** Extension numbers, by index. */
  agents: string[];
}
