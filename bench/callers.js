/** Poisson arrivals with exponential talk and patience, drawn in blocks so that drawing costs as little as it can. */

import { ZERO_MS } from '../dist/engine/clock.js';
import { mixKey, uniform } from '../dist/engine/random.js';

const BLOCK = 1024;
const TALK_MS = 180_000;

export class Callers {
  #drawn = 0;
  #left;
  #gaps;
  #talks;
  #patiences;
  #queues;
  #atMs = ZERO_MS;

  /** `load`: erlangs an agent. Calls go to the queues in turn. */
  constructor({ calls, agents, load, patienceMs = Infinity, queues = 1, seed = 1 }) {
    this.#left = calls;
    this.#queues = queues;
    this.#gaps = new Draws(mixKey(seed, 1), TALK_MS / (agents * load));
    this.#talks = new Draws(mixKey(seed, 2), TALK_MS);
    this.#patiences = patienceMs === Infinity ? null : new Draws(mixKey(seed, 3), patienceMs);
  }

  next(arrival) {
    if (this.#left === 0) return false;
    this.#left--;
    const call = this.#drawn++;
    this.#atMs += this.#gaps.at(call);
    arrival.atMs = this.#atMs;
    arrival.call = call;
    arrival.queue = this.#queues === 1 ? 0 : call % this.#queues;
    arrival.talkMs = this.#talks.at(call);
    if (this.#patiences !== null) arrival.patienceMs = this.#patiences.at(call);
    return true;
  }
}

class Draws {
  #key;
  #mean;
  #block = new Float64Array(BLOCK);

  constructor(key, mean) {
    this.#key = key;
    this.#mean = mean;
  }

  /** Whole milliseconds. Has to be asked for in order. */
  at(index) {
    const place = index % BLOCK;
    if (place === 0) this.#fill(index);
    return this.#block[place];
  }

  #fill(from) {
    for (let place = 0; place < BLOCK; place++) {
      this.#block[place] = Math.floor(0.5 - Math.log(uniform(this.#key, from + place)) * this.#mean);
    }
  }
}
