/** Small worlds for the engine: a few queues, agents and calls, and what happened as readable lines. */

import type {
  Arrival,
  Behaviour,
  EngineConfig,
  EngineEvent,
  EngineQueue,
  QueueMember,
  Readings,
} from '../../src/engine/config.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Statistics } from '../../src/engine/statistics.ts';
import type { Trace, TraceStep } from '../../src/engine/trace.ts';
import { printReadings, readReadings } from '../../src/routing/readings.ts';

export const HANG_UP_RULE = { action: 'HANGUP', number: null, queue: -1 } as const;

export interface World {
  queues: (Partial<EngineQueue> & { agents: (number | Partial<QueueMember>)[] })[];
  /** By agent: after how many seconds they answer each ring, the last for ever; null: not at all. */
  answers?: (number | null)[][];
  /** By agent, seconds; null: until a status is set. */
  wrapUps?: (number | null)[];
  offShift?: number[];
  calls: CallSpec[];
  events?: EngineEvent[];
  readings?: Partial<Readings>;
  nightMode?: boolean;
  untilMs?: number;
}

/** Seconds throughout. */
export interface CallSpec {
  at: number;
  queue?: number;
  talk?: number;
  patience?: number;
  press?: number;
  intro?: number;
  vip?: boolean;
  caller?: number;
}

export function buildQueue(spec: World['queues'][number]): EngineQueue {
  const { agents, ...rest } = spec;
  return {
    number: '8000',
    strategy: 'PRIORITIZED',
    bySkill: false,
    ringMs: 20_000,
    maxCallers: null,
    maxWaitingMs: 300_000,
    waitWhenNobodyOnline: false,
    autoReady: true,
    autoNotReadyAfterOtherCall: true,
    stickyMs: null,
    callback: 'off',
    callbackTimeoutMs: 600_000,
    announce: 'off',
    announceMs: 10_000,
    waitsForIntro: false,
    noAnswer: HANG_UP_RULE,
    night: HANG_UP_RULE,
    members: agents.map((member) => ({
      level: 1,
      status: 'READY' as const,
      ...(typeof member === 'number' ? { agent: member } : { agent: 0, ...member }),
    })),
    ...rest,
  };
}

export function buildConfig(world: World): EngineConfig {
  const queues = world.queues.map(buildQueue);
  const inQueues = queues.flatMap((queue) => queue.members.map((member) => member.agent));
  const inEvents = (world.events ?? []).map((event) => event.agent);
  const agents = 1 + Math.max(-1, ...inQueues, ...inEvents);
  const behaviour: Behaviour = {
    answerAfterMs: (agent, ring) => {
      const answers = world.answers?.[agent] ?? [0];
      const after = answers[Math.min(ring, answers.length - 1)] ?? null;
      return after === null ? -1 : after * 1000;
    },
    wrapUpMs: (agent) => {
      const seconds = world.wrapUps?.[agent] ?? null;
      return seconds === null ? -1 : seconds * 1000;
    },
  };
  let next = 0;
  return {
    queues,
    agents: Array.from({ length: agents }, (_unused, agent) => ({
      onShift: world.offShift?.includes(agent) !== true,
    })),
    readings: { ...readReadings(printReadings()), ...world.readings },
    behaviour,
    events: world.events ?? [],
    nightMode: world.nightMode ?? false,
    arrivals: {
      next(arrival: Arrival): boolean {
        const call = world.calls[next];
        if (call === undefined) return false;
        arrival.atMs = call.at * 1000;
        arrival.queue = call.queue ?? 0;
        arrival.call = next++;
        arrival.talkMs = (call.talk ?? 60) * 1000;
        arrival.patienceMs = (call.patience ?? Infinity) * 1000;
        arrival.press3AtMs = call.press === undefined ? -1 : call.press * 1000;
        arrival.introMs = (call.intro ?? 0) * 1000;
        arrival.vip = call.vip ?? false;
        arrival.caller = call.caller ?? -1;
        return true;
      },
    },
  };
}

export interface Started {
  config: EngineConfig;
  engine: Engine;
  statistics: Statistics;
  trace: Trace;
  /** `12.5 c0 ring a1`, in order; what has happened so far. */
  lines: string[];
}

export type Played = Omit<Started, 'config' | 'trace'>;

export function statisticsFor({ queues, agents }: EngineConfig, untilMs = 3_600_000): Statistics {
  const thresholds = queues.map(() => 20_000);
  return new Statistics(queues.length, agents.length, thresholds, { fromMs: 0, untilMs });
}

/** Sees every step as it happens, with the engine as it is then. */
export type Watch = (step: TraceStep, call: number, engine: Engine) => void;

/** A world in which nothing has happened yet. Steps whose type is in `hide` are left out of the lines. */
export function start(world: World, hide: string[] = ['offered', 'talk_over'], watch?: Watch): Started {
  const config = buildConfig(world);
  const lines: string[] = [];
  const statistics = statisticsFor(config, world.untilMs);
  const trace = {
    step(call: number, nowMs: number, step: TraceStep): void {
      if (!hide.includes(step.type)) lines.push(`${nowMs / 1000} c${call} ${describe(step)}`);
      watch?.(step, call, engine);
    },
  };
  const engine = new Engine(config, statistics, trace);
  return { config, engine, statistics, trace, lines };
}

/** Plays a world to its end. */
export function play(world: World, hide?: string[]): Played {
  const { engine, lines, statistics } = start(world, hide);
  engine.run(PLAY_OUT_MS);
  return { lines, statistics, engine };
}

export const PLAY_OUT_MS = 1_500_000;

function describe(step: TraceStep): string {
  const agents = 'agents' in step ? step.agents.map((agent) => `a${agent}`).join(',') : '';
  switch (step.type) {
    case 'queued':
      return `queued q${step.queue} #${step.position}`;
    case 'ring':
      return `ring ${agents}${step.sticky ? ' sticky' : ''}`;
    case 'stop':
      return `stop ${agents} ${step.why}`;
    case 'answered':
    case 'called_back':
    case 'talk_over':
      return `${step.type} a${step.agent}`;
    case 'ended':
      return `${step.outcome} q${step.queue} ${step.waitMs / 1000}`;
    case 'forward':
      return `forward ${step.action}${step.queue < 0 ? '' : ` q${step.queue}`}`;
    case 'position':
      return `position ${step.position}`;
    default:
      return `${step.type} ${agents}`.trim();
  }
}
