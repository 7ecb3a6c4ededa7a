/**
 * The routing engine with all its statistics, no trace: against SimPy on the same queues, against a kernel that knows no
 * agents, and against itself with more agents, idle queues and calls.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { alternate, root, timed } from '../process.js';

const CALLS = 1_000_000;
/** SimPy's time is taken inside of it, and a call costs the same however many there are. */
const PEER_CALLS = 100_000;
const waiting = { agents: 20, load: 0.9, calls: CALLS };
const leaving = { agents: 20, load: 1.05, patienceMs: 120_000, calls: CALLS };

async function play(what, world) {
  const { stdout, peakMb } = await timed([join(root, 'bench/simulate.js'), what, JSON.stringify(world)]);
  return { ...JSON.parse(stdout), peakMb };
}

/** Debian's python3-simpy3. Throws when it is not installed. */
function playInSimPy({ agents, load, patienceMs }) {
  const patience = patienceMs === undefined ? '-' : String(patienceMs / 1000);
  const args = [join(root, 'bench/peers/queue.py'), agents, load, PEER_CALLS, patience].map(String);
  return JSON.parse(execFileSync('/usr/bin/python3', args, { encoding: 'utf8' }));
}

/** Means of so few calls scatter, but not by a third. */
async function checkSameQueue(world) {
  const [ours, bare, peer] = [await play('engine', world), await play('bare', world), playInSimPy(world)];
  for (const other of [bare, peer]) {
    const ratio = ours.meanWaitSeconds / other.meanWaitSeconds;
    if (ratio < 0.75 || ratio > 1.33) throw new Error(`not the same queue: mean waits differ ${ratio} times`);
  }
}

export async function measureEngine() {
  await checkSameQueue(waiting);
  await checkSameQueue(leaving);
  const microseconds = async (what, world) => ((await play(what, world)).seconds / world.calls) * 1e6;
  const simpy = (world) => (playInSimPy(world).seconds / PEER_CALLS) * 1e6;
  const few = { ...waiting, agents: 12 };
  const many = { ...waiting, agents: 240 };
  const took = await alternate(5, {
    waiting: () => microseconds('engine', waiting),
    waitingInSimPy: () => simpy(waiting),
    waitingBare: () => microseconds('bare', waiting),
    leaving: () => microseconds('engine', leaving),
    leavingInSimPy: () => simpy(leaving),
    few: () => microseconds('engine', few),
    many: () => microseconds('engine', many),
    withIdle: () => microseconds('engine', { ...waiting, idleQueues: 1000 }),
  });
  const day = { agents: 1000, queues: 200, load: 0.8, calls: 100_000, isWarm: false };
  const { seconds } = await play('engine', day);
  const { peakMb } = await play('engine', { ...waiting, calls: 10 * CALLS });
  return [
    { name: "engine, M/M/20, a call / SimPy's", ratio: took.waiting / took.waitingInSimPy, goal: 1 / 15 },
    { name: "engine, M/M/20+M, a call / SimPy's", ratio: took.leaving / took.leavingInSimPy, goal: 1 / 15 },
    { name: 'engine, M/M/20, a call / a bare kernel', ratio: took.waiting / took.waitingBare },
    { name: 'engine, a call with 240 agents / 12', ratio: took.many / took.few, goal: 2 },
    { name: 'engine, with 1,000 idle queues / without', ratio: took.withIdle / took.waiting, goal: 1.2 },
    { name: 'microseconds: engine, M/M/20, a call', value: took.waiting },
    { name: 'seconds: a day, 100,000 calls, 200 queues', value: seconds, goal: 2 },
    { name: 'MB at the peak: engine, ten million calls', value: peakMb, goal: 150 },
  ];
}
