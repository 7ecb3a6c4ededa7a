/** `npm run mutation`: a real run on one small file, and the report of what came of it. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/run-cli.ts';

const { ROOMS } = (await import(join(ROOT, 'scripts/mutation/rooms.js'))) as {
  ROOMS: { [room: string]: string[] };
};
const { renderReport } = (await import(join(ROOT, 'scripts/mutation/report.js'))) as {
  renderReport: (tried: object) => string;
};

function run(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-mutation-test-'));
  const env = { PATH: process.env['PATH'], TMPDIR: folder };
  const script = join(ROOT, 'scripts/mutation.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env,
  });
  const leftBehind = readdirSync(folder).filter((name) => name.startsWith('cqctl-mutation-'));
  rmSync(folder, { recursive: true, force: true });
  return { status, stdout, stderr, leftBehind };
}

test.each(Object.entries(ROOMS))('the tests of %s are in folders that are there', (room, patterns) => {
  for (const folder of [`src/${room}`, ...patterns.map((pattern) => pattern.replace(/\/[^/]*$/, ''))]) {
    expect(readdirSync(join(ROOT, folder)).length).toBeGreaterThan(0);
  }
});

describe('a run', () => {
  test('tries a file in a copy, and reports what was noticed', () => {
    const { status, stdout, stderr, leftBehind } = run(
      ...['--room', 'kinds', '--file', 'kinds/duration', '--minutes', '3', '--seed', '7'],
    );
    expect({ status, stderr, leftBehind }).toEqual({ status: 0, stderr: '', leftBehind: [] });
    expect(stdout).toContain('seed 7, 3 minutes\nsrc/kinds/duration.ts\n');
    const [, noticed, all] = /^kinds: .* \((\d+) of (\d+) noticed: /m.exec(stdout) ?? [];
    expect(Number(all)).toBeGreaterThan(0);
    expect(Number(noticed)).toBeGreaterThan(Number(all) / 2);
  }, 240_000);

  test('ends with its time', () => {
    const { status, stdout, leftBehind } = run('--room', 'kinds', '--minutes', '0.02', '--seed', '7');
    expect({ status, leftBehind }).toEqual({ status: 1, leftBehind: [] });
    expect(stdout).toMatch(/^tried 0 of the \d+ mutants/m);
    expect(stdout).toMatch(/^no time for \d+ more: src\/kinds\//m);
  });

  test.each([
    [['--room', 'attic'], 'there is no room attic'],
    [['--minutes', 'many'], '--minutes and --seed are numbers'],
    [['--file', 'no-such-file'], 'no file is to be tried'],
  ])('refuses %j', (args, words) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(64);
    expect(stderr).toContain(words);
  });
});

test('the report names each survivor, and counts only what ran', () => {
  const mutant = (path: string, status: string, line: number) => ({
    path,
    status,
    start: { line, column: 2 },
    mutatorName: 'BooleanLiteral',
    replacement: 'true\n&& false',
  });
  const mutants = [
    mutant('src/plan/b.ts', 'Survived', 10),
    mutant('src/plan/b.ts', 'NoCoverage', 9),
    mutant('src/kinds/a.ts', 'Killed', 1),
    mutant('src/kinds/a.ts', 'Timeout', 2),
    mutant('src/plan/b.ts', 'RuntimeError', 3),
    mutant('src/plan/b.ts', 'Refused', 4),
  ];
  const tried = { mutants, planned: 9, failed: ['src/plan/c.ts'], left: ['src/plan/d.ts'], minutes: 1.25 };
  expect(renderReport(tried)).toBe(`
src/plan/b.ts:9:2: no test runs it: BooleanLiteral: true …
src/plan/b.ts:10:2: no test notices: BooleanLiteral: true …

kinds: 100.0 % (2 of 2 noticed: 1 by a test, 1 without an end, 0 by the compiler)
plan: 33.3 % (1 of 3 noticed: 0 by a test, 0 without an end, 1 by the compiler)
all: 60.0 % (3 of 5 noticed: 1 by a test, 1 without an end, 1 by the compiler)

tried 6 of the 9 mutants of the files that were begun, in 1.3 minutes
no time for 1 more: src/plan/d.ts
not tried, since tests fail without a mutant: src/plan/c.ts
`);
});
