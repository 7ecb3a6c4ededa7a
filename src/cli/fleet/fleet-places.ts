/**
 * Places for the environments of a fleet and for their requests, under one bound for all.
 *
 * Each environment has its own share of the places for requests, so that one cannot take them from the others. What hangs
 * gives its place away: a request without an answer for a second does not count any more among those of all (it still
 * does in its environment's share), and an environment from which nothing has come for a second does not keep the next one
 * from beginning. What is waited for costs nothing here; the bound is for what works.
 */

import type { Gate } from '../invocation.ts';

/** Without an answer for this long a place is lent to others. */
export const LENT_AFTER_MS = 1000;

/** A bound that can be exceeded: what comes back from being lent is not stopped again. */
class Places {
  readonly #bound: () => number;
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(bound: () => number) {
    this.#bound = bound;
  }

  async enter(): Promise<void> {
    if (this.#used < this.#bound()) {
      this.#used += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    this.#used -= 1;
    this.admit();
  }

  takeBack(): void {
    this.#used += 1;
  }

  admit(): void {
    while (this.#used < this.#bound() && this.#waiting.length > 0) {
      this.#used += 1;
      this.#waiting.shift()?.();
    }
  }
}

interface Environment {
  /** Of the places for requests. */
  share: Places;
  place: Loan;
}

export class FleetPlaces {
  readonly #environments: Places;
  readonly #requests: Places;
  readonly #parallelism: number;
  readonly #begun = new Set<Environment>();
  /** Environments that have not ended. */
  #left: number;

  constructor(parallelism: number, environments: number) {
    this.#parallelism = parallelism;
    this.#left = environments;
    this.#environments = new Places(() => parallelism);
    this.#requests = new Places(() => parallelism);
  }

  /** Runs the work of one environment, which sends its requests through the gate. */
  async run<T>(work: (gate: Gate) => Promise<T>): Promise<T> {
    await this.#environments.enter();
    const place = new Loan(this.#environments, () => this.#shareAnew());
    const share = new Places(() => (place.isLent ? 1 : this.#equalShare()));
    const environment = { share, place };
    this.#begun.add(environment);
    try {
      return await work((send) => this.#request(environment, send));
    } finally {
      place.end();
      this.#left -= 1;
      this.#begun.delete(environment);
      this.#shareAnew();
    }
  }

  /** Those that hang need no part of what the others work with. */
  #equalShare(): number {
    const hanging = [...this.#begun].filter(({ place }) => place.isLent).length;
    return Math.max(1, Math.floor(this.#parallelism / Math.max(1, this.#left - hanging)));
  }

  #shareAnew(): void {
    for (const { share } of this.#begun) share.admit();
  }

  async #request<T>({ share, place }: Environment, send: () => Promise<T>): Promise<T> {
    await share.enter();
    await this.#requests.enter();
    const loan = new Loan(this.#requests);
    loan.lendSoon();
    place.lendSoon();
    try {
      const answer = await send();
      place.takeBack();
      place.lendSoon();
      return answer;
    } finally {
      loan.end();
      share.leave();
    }
  }
}

/** One place that is taken; it is lent while whoever has it waits, and given back at the end. */
class Loan {
  isLent = false;
  readonly #places: Places;
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(places: Places, onChange: () => void = () => undefined) {
    this.#places = places;
    this.#onChange = onChange;
  }

  /** Unless it is taken back before. */
  lendSoon(): void {
    if (this.isLent) return;
    this.#timer ??= setTimeout(() => {
      this.isLent = true;
      this.#places.leave();
      this.#onChange();
    }, LENT_AFTER_MS);
  }

  /** Something came: the place is needed. */
  takeBack(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.isLent) return;
    this.isLent = false;
    this.#places.takeBack();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (!this.isLent) this.#places.leave();
    this.isLent = true;
  }
}
