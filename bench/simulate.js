/** `node bench/simulate.js engine|bare WORLD`: plays a world (JSON), after a short one to warm up, and prints what it took. */

import { Engine } from '../dist/engine/engine.js';
import { Statistics } from '../dist/engine/statistics.js';
import { printReadings, readReadings } from '../dist/routing/readings.js';
import { runBareQueue } from './bare-queue.js';
import { Callers } from './callers.js';

const HANG_UP = { action: 'HANGUP', number: null, queue: -1 };

function queueOf(index, agents, strategy) {
  return {
    number: String(8000 + index),
    strategy,
    bySkill: false,
    ringMs: 20_000,
    maxCallers: null,
    maxWaitingMs: 65_535_000,
    waitWhenNobodyOnline: false,
    autoReady: true,
    autoNotReadyAfterOtherCall: true,
    stickyMs: null,
    callback: 'off',
    callbackTimeoutMs: 600_000,
    announce: 'off',
    announceMs: 10_000,
    waitsForIntro: false,
    noAnswer: HANG_UP,
    night: HANG_UP,
    members: agents.map((agent) => ({ agent, level: 1, status: 'READY' })),
  };
}

function runEngine(world) {
  const { agents, queues = 1, idleQueues = 0, strategy = 'PRIORITIZED' } = world;
  const perQueue = agents / queues;
  const total = queues + idleQueues;
  const ownAgents = (queue) => Array.from({ length: perQueue }, (_unused, agent) => queue * perQueue + agent);
  const config = {
    queues: Array.from({ length: total }, (_unused, queue) => queueOf(queue, ownAgents(queue), strategy)),
    agents: Array.from({ length: total * perQueue }, () => ({ onShift: true })),
    readings: readReadings(printReadings()),
    behaviour: { answerAfterMs: () => 0, wrapUpMs: () => -1 },
    arrivals: new Callers(world),
    events: [],
    nightMode: false,
  };
  const thresholds = config.queues.map(() => 20_000);
  const window = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };
  const started = process.hrtime.bigint();
  const statistics = new Statistics(total, config.agents.length, thresholds, window);
  new Engine(config, statistics, null).run();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { answerWaitMs, outcomes } = statistics.queue(0);
  return { seconds, meanWaitSeconds: answerWaitMs / outcomes.answered / 1000 };
}

const [, , what, text] = process.argv;
const run = what === 'bare' ? runBareQueue : runEngine;
const world = JSON.parse(text);
if (world.isWarm !== false) run({ ...world, calls: 200_000 });
console.log(JSON.stringify(run(world)));
