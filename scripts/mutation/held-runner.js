/**
 * A test runner for Stryker that loads the tests once, in a thread of Vitest, and has them run there for each mutant (`held-tests.js`). They are loaded
 * again for mutants of what modules compute while they are loaded, after a test that did not end, and when a test fails without a mutant.
 */

import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';

const TESTS = fileURLToPath(new URL('./held-tests.js', import.meta.url));
/** A test that ends is given that many times its time, and some seconds: the machine may be busy. */
const SLOWER = 30;
const SECONDS = 5;

class HeldRunner {
  #vitest;
  #channel;
  #running;
  #isFresh = false;
  #number = 0;
  #limits = {};
  #tests = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.NODE_ENV = 'test';
    process.env.VITEST = '1';
    this.#vitest = await createVitest('test', {
      config: 'scripts/mutation/vitest.config.js',
      runner: TESTS,
      watch: false,
      reporters: [{}],
      onConsoleLog: () => false,
    });
  }

  async dryRun() {
    await this.#load();
    const first = await this.#order({ all: true });
    const second = await this.#order({ all: true });
    const failedOf = ({ results }) => results.filter(({ failure }) => failure !== undefined);
    // What fails here without a mutant would seem to notice every mutant: tests that mock modules, poll, or can only run once.
    const leftOut = new Map(
      [...failedOf(first), ...failedOf(second)].map(({ id, failure }) => [id, failure]),
    );
    for (const [id, failure] of leftOut)
      process.stderr.write(`left out, fails without a mutant: ${id}: ${failure}\n`);
    this.#limits = Object.fromEntries(first.results.map(({ id, ms }) => [id, ms * SLOWER + SECONDS * 1000]));
    this.#tests = second.results
      .filter(({ id }) => !leftOut.has(id))
      .map(({ id, ms }) => ({
        id,
        name: id.slice(id.indexOf('#') + 1),
        fileName: id.slice(0, id.indexOf('#')),
        timeSpentMs: ms,
        status: 0,
      }));
    return { status: 'complete', tests: this.#tests, mutantCoverage: first.coverage };
  }

  async mutantRun(options) {
    const { activeMutant, hitLimit, mutantActivation, reloadEnvironment } = options;
    const isStatic = mutantActivation === 'static';
    if (reloadEnvironment || isStatic || this.#running === undefined)
      await this.#load(isStatic ? activeMutant.id : undefined);
    const chosen = options.testFilter ?? this.#tests.map(({ id }) => id);
    const run = () => this.#order({ mutant: activeMutant.id, hitLimit, chosen });
    const failureOf = ({ results }) => results.find(({ failure }) => failure !== undefined);
    let { results, hitCount } = await run();
    if (failureOf({ results }) === undefined && hitCount === 0 && !this.#isFresh) {
      // What is computed once and kept was computed without the mutant.
      await this.#load();
      ({ results, hitCount } = await run());
    }
    this.#isFresh = false;
    const failed = failureOf({ results });
    if (failed === undefined) return { status: 'survived', nrOfTests: results.length };
    if (hitLimit !== undefined && hitCount > hitLimit)
      return { status: 'timeout', reason: 'a place was reached too often' };
    if (failed.isTimeout === true) {
      await this.#load();
      return (await this.#passes(failed.id))
        ? { status: 'timeout', reason: failed.id }
        : { status: 'error', errorMessage: `${failed.id} does not end without a mutant` };
    }
    const killed = {
      status: 'killed',
      killedBy: [failed.id],
      failureMessage: failed.failure,
      nrOfTests: results.length,
    };
    if (isStatic || (await this.#passes(failed.id))) return killed;
    // Something that ran before left its marks: once more, from the start.
    await this.#load();
    const again = failureOf(await run());
    if (again === undefined) return { status: 'survived', nrOfTests: results.length };
    await this.#load();
    return (await this.#passes(again.id))
      ? killed
      : { status: 'error', errorMessage: `${again.id} fails without a mutant` };
  }

  async dispose() {
    await this.#end();
    await this.#vitest.close();
  }

  async #passes(id) {
    const { results } = await this.#order({ chosen: [id] });
    return results.every(({ failure }) => failure === undefined);
  }

  /** `mutant` is there while the modules are loaded. Which does not load is noticed by each test. */
  async #load(mutant = '') {
    await this.#end();
    const specifications = await this.#vitest.globTestSpecifications();
    const name = `cqctl-mutation-${process.pid}-${this.#number++}`;
    this.#vitest.provide('activeMutant', mutant);
    this.#vitest.provide('fileCount', specifications.length);
    this.#vitest.provide('channel', name);
    this.#channel = new BroadcastChannel(name);
    const loaded = this.#answer(0);
    this.#vitest.state.filesMap.clear();
    this.#running = this.#vitest.runTestSpecifications(specifications);
    await Promise.race([loaded, this.#running]);
    this.#isFresh = true;
  }

  async #end() {
    if (this.#running === undefined) return;
    this.#channel.postMessage({ act: 'end' });
    await this.#running;
    this.#channel.close();
    this.#running = undefined;
  }

  async #order(order) {
    const number = ++this.#number;
    const answer = this.#answer(number);
    this.#channel.postMessage({ act: 'run', number, limits: this.#limits, ...order });
    const ended = this.#running.then(() => ({
      results: [{ id: 'loading', failure: 'the modules cannot be loaded' }],
      hitCount: 0,
    }));
    return await Promise.race([answer, ended]);
  }

  #answer(number) {
    return new Promise((resolve) => {
      this.#channel.addEventListener('message', ({ data }) => {
        if (data.answerTo === number) resolve(data);
      });
    });
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'held', injectableClass: HeldRunner }];
