/**
 * Tests of the tests: one line of the engine is made wrong in a copy, and the named test of the copy has to fail. The
 * line must be there exactly once, so that a mutation cannot go stale.
 */

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const needed = ['package.json', 'vitest.config.ts', 'src', 'test'];
const HAND = 'test/unit/engine/engine.test.ts';
const PLACES = 'test/unit/engine/order-places.test.ts';
const AGENTS = 'test/unit/engine/agents.test.ts';
const ORACLES = 'test/unit/engine/engine-oracles.test.ts';
const PROPERTY = 'test/property/engine.property.test.ts';

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cqctl-mutations-'));
  for (const path of needed) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Full names of the tests that failed. Throws when the file could not be run at all. */
async function failedTests(file: string, name: string): Promise<string[]> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const options = ['--project', 'unit', '--reporter', 'json', '--outputFile', report, '-t', name];
  const run = promisify(execFile)(process.execPath, [vitest, 'run', ...options, file], { cwd: copy });
  await run.catch((failure) => {
    if (failure.code !== 1) throw failure;
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = results.filter(({ status }) => status === 'passed' || status === 'failed');
  expect(ran.length).toBeGreaterThan(0);
  return ran.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

describe('a wrong engine is noticed', () => {
  test.each<[where: string, line: string, wrong: string, file: string, by: string]>([
    ['serving.ts', 'return difference < 0 ||', 'return difference > 0 ||', PROPERTY, 'no call overtakes'],
    ['ready-heap.ts', 'else this.siftDown(hole, last);', 'else this.place(hole, last);', PROPERTY, 'no call'],
    ['serving.ts', 'calls.forgetTried(call);', '', PROPERTY, 'nobody waits'],
    [
      'carry-over.ts',
      'agents.rings[after] = before.rings[agent] as number;',
      '',
      PROPERTY,
      'goes on the same when it is carried over',
    ],
    ['order.ts', 'CLASS_HANG_UP = 3;', 'CLASS_HANG_UP = 4.5;', HAND, 'the caller hangs up before'],
    ['candidates.ts', 'if (calls.hasTried(call, member)) continue;', '', HAND, 'from the top for every call'],
    ['strategies/cyclic.ts', 'keyWhenRung: takeTurn', 'keyWhenRung: keepKey', PLACES, 'a missed ring counts'],
    ['talk.ts', 'agents.isSetInCall[member] === 0', 'true', AGENTS, 'BREAK'],
    ['visit.ts', '>= maxCallers;', '> maxCallers;', ORACLES, 'blocking is'],
  ])('%s: %s', async (where, line, wrong, file, by) => {
    const path = join(copy, 'src/engine', where);
    const source = readFileSync(path, 'utf8');
    expect(source.split(line)).toHaveLength(2);
    writeFileSync(path, source.replace(line, wrong));
    try {
      expect((await failedTests(file, by)).join('\n')).toContain(by);
    } finally {
      writeFileSync(path, source);
    }
  });

  test('and a right one passes', async () => {
    expect(await failedTests(PLACES, '')).toEqual([]);
  });
});
