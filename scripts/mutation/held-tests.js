/**
 * Runs tests again and again in one thread, each time with another mutant: what Vitest does to start, to look for tests and to load modules is
 * most of the time that a mutant would take otherwise. Vitest collects the tests; instead of running them once, this waits for orders.
 */

import { VitestTestRunner } from 'vitest/runners';

/** What the instrumented code looks at. */
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;
const fullName = (task) =>
  (task.suite === undefined ? task.name : `${fullName(task.suite)} ${task.name}`).trim();
const idOf = (test) => `${test.file.filepath}#${fullName(test)}`;
const testsOf = (suite) => suite.tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]));
const { getTestFn, getSuiteHooks } = VitestTestRunner;

export default class HeldTests extends VitestTestRunner {
  constructor(config) {
    super(config);
    // A mutant of what a module computes while it is loaded.
    stryker.activeMutant = this.injectValue('activeMutant') || undefined;
    stryker.hitLimit = undefined;
  }

  async onCollected(files) {
    held.push(...files);
    for (const file of files) file.mode = 'skip';
    if (held.length === this.injectValue('fileCount')) await this.#serve();
  }

  #serve() {
    const channel = new BroadcastChannel(this.injectValue('channel'));
    return new Promise((resolve) => {
      channel.onmessage = async ({ data: order }) => {
        if (order.answerTo !== undefined) return;
        if (order.act === 'end') {
          channel.close();
          resolve();
          return;
        }
        channel.postMessage({ answerTo: order.number, ...(await this.#run(order)) });
      };
      channel.postMessage({ answerTo: 0, tests: held.flatMap(testsOf).map(idOf) });
    });
  }

  /** Ends with the first test that fails, unless all are to be run. */
  async #run({ mutant, hitLimit, chosen, limits = {}, all = false }) {
    stryker.activeMutant = mutant;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = 0;
    const results = [];
    // What takes longest comes last: most mutants are noticed before.
    const timeOf = (file) => testsOf(file).reduce((sum, test) => sum + (limits[idOf(test)] ?? 0), 0);
    held.sort((one, other) => timeOf(one) - timeOf(other));
    const isChosen = (test) => chosen === undefined || chosen.includes(idOf(test));
    for (const file of held) {
      file.mode = 'run';
      await this.#runSuite(file, [], { isChosen, limits, all, results });
      if (!all && results.some(({ failure }) => failure !== undefined)) break;
    }
    for (const file of held) file.mode = 'skip';
    stryker.activeMutant = undefined;
    const coverage = all ? stryker.mutantCoverage : undefined;
    return { results, coverage, hitCount: stryker.hitCount };
  }

  async #runSuite(suite, outer, run) {
    const tests = testsOf(suite).filter(run.isChosen);
    if (tests.length === 0) return;
    const hooks = getSuiteHooks(suite);
    const cleanups = [];
    await this.onBeforeRunSuite(suite);
    try {
      // What a hook runs counts as run by each test after it.
      stryker.currentTestId = HOOK;
      for (const hook of hooks.beforeAll) cleanups.push(await hook(suite));
      shareCoverage(tests);
      for (const task of suite.tasks) {
        if (!run.all && run.results.some(({ failure }) => failure !== undefined)) break;
        if (task.type === 'suite') await this.#runSuite(task, [...outer, suite], run);
        else if (run.isChosen(task)) run.results.push(await this.#runTest(task, [...outer, suite], run));
      }
    } catch (error) {
      run.results.push({ id: idOf(tests[0]), ms: 0, failure: String(error) });
    } finally {
      stryker.currentTestId = HOOK;
      for (const hook of [...hooks.afterAll, ...cleanups].reverse()) await ignoring(() => hook?.(suite));
      shareCoverage(tests);
    }
  }

  async #runTest(test, suites, { limits }) {
    const id = idOf(test);
    const started = performance.now();
    stryker.currentTestId = id;
    test.result = { state: 'run', startTime: Date.now(), retryCount: 0, repeatCount: 0 };
    let timer;
    const isOver = new Promise((resolve) => {
      timer = setTimeout(
        () => resolve({ failure: 'it did not end', isTimeout: true }),
        limits[id] ?? 120_000,
      );
    });
    const outcome = await Promise.race([this.#tryTest(test, suites), isOver]);
    clearTimeout(timer);
    stryker.currentTestId = undefined;
    return { id, ms: performance.now() - started, ...outcome };
  }

  async #tryTest(test, suites) {
    const cleanups = [];
    let failure;
    try {
      await this.onBeforeRunTask(test);
      this.onBeforeTryTask(test);
      for (const suite of suites) {
        for (const hook of getSuiteHooks(suite).beforeEach) cleanups.push(await hook(test.context, suite));
      }
      await getTestFn(test)();
      this.onAfterTryTask(test);
    } catch (error) {
      const message = String(error?.message ?? error);
      // A property that had no time for a single run has noticed nothing; fast-check has no other way to say it.
      if (!message.startsWith('Property interrupted after 0 tests')) failure = message;
    }
    const after = suites.toReversed().flatMap((suite) => getSuiteHooks(suite).afterEach.toReversed());
    for (const hook of [...after, ...cleanups.reverse()]) {
      await ignoring(() => hook?.(test.context, test.suite));
    }
    return { failure };
  }
}

const held = [];
const HOOK = 'hook';

/** A clean-up fails when what it cleans was never made; the failure that matters has been noted then. */
async function ignoring(act) {
  try {
    await act();
  } catch {
    // See above.
  }
}

function shareCoverage(tests) {
  stryker.currentTestId = undefined;
  const perTest = stryker.mutantCoverage?.perTest;
  const ofHook = perTest?.[HOOK];
  if (ofHook === undefined) return;
  delete perTest[HOOK];
  for (const id of tests.map(idOf)) {
    perTest[id] ??= {};
    const ofTest = perTest[id];
    for (const [mutant, hits] of Object.entries(ofHook)) ofTest[mutant] = (ofTest[mutant] ?? 0) + hits;
  }
}
