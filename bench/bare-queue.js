/**
 * M/M/c and M/M/c+M with nothing but what theory asks for: no agents, no rings, no rules, figures as sums. What is left
 * of the engine's time beside this one is what routing costs.
 */

import { Arrival } from '../dist/engine/config.js';
import { Callers } from './callers.js';

/** Seconds from the first call to the last. */
export function runBareQueue(world) {
  const { agents } = world;
  const callers = new Callers(world);
  const arrival = new Arrival();
  // Ends of calls: a binary heap of times. At most one for each agent.
  const ends = new Float64Array(agents + 1);
  // Who waits: a ring buffer of times of arrival, of hanging up, and talk.
  const capacity = 2 ** 20;
  const arrived = new Float64Array(capacity);
  const patience = new Float64Array(capacity);
  const talk = new Float64Array(capacity);
  let busy = 0;
  let first = 0;
  let last = 0;
  let waited = 0;
  let answered = 0;

  const begin = (endMs) => {
    let hole = busy++;
    while (hole > 0 && ends[(hole - 1) >> 1] > endMs) {
      ends[hole] = ends[(hole - 1) >> 1];
      hole = (hole - 1) >> 1;
    }
    ends[hole] = endMs;
  };
  const finish = () => {
    const time = ends[--busy];
    let hole = 0;
    for (let child = 1; child < busy; child = 2 * hole + 1) {
      if (child + 1 < busy && ends[child + 1] < ends[child]) child++;
      if (time <= ends[child]) break;
      ends[hole] = ends[child];
      hole = child;
    }
    ends[hole] = time;
  };

  const started = process.hrtime.bigint();
  let hasNext = callers.next(arrival);
  while (hasNext || busy > 0) {
    if (busy > 0 && (!hasNext || ends[0] <= arrival.atMs)) {
      const nowMs = ends[0];
      finish();
      while (first !== last && patience[first % capacity] < nowMs) first++;
      if (first === last) continue;
      const place = first++ % capacity;
      waited += nowMs - arrived[place];
      answered++;
      begin(nowMs + talk[place]);
    } else {
      if (busy < agents) {
        answered++;
        begin(arrival.atMs + arrival.talkMs);
      } else {
        const place = last++ % capacity;
        arrived[place] = arrival.atMs;
        patience[place] = arrival.atMs + arrival.patienceMs;
        talk[place] = arrival.talkMs;
      }
      hasNext = callers.next(arrival);
    }
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, meanWaitSeconds: waited / answered / 1000 };
}
