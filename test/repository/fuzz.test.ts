/** A few inputs of each subject of `npm run fuzz`, the same every time, so that it cannot rot; and that it finds what is there. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { runCampaign, type Subject } from '../fuzz/campaign.ts';
import { command, demand, demandEnd } from '../fuzz/command.ts';
import { shortenWaits } from '../fuzz/fast-timers.ts';
import { editJson, jsonEdits } from '../fuzz/json-edits.ts';
import { demandPlaces } from '../fuzz/places.ts';
import { ENVIRONMENT } from '../fuzz/secrets.ts';
import { SUBJECTS } from '../fuzz/subjects.ts';
import { editText, textEdits } from '../fuzz/text-edits.ts';
import { startWatchdog } from '../fuzz/watchdog.ts';
import { ROOT } from '../support/run-cli.ts';

const SEED = 20261123;
const RUNS = 6;
/** Processes of their own: what runs them is in test/e2e, and needs a build. */
const IN_PROCESS = SUBJECTS.filter(({ name }) => name !== 'built');

let folder = '';
const told: string[] = [];
beforeAll(() => {
  shortenWaits();
  folder = mkdtempSync(join(tmpdir(), 'cqctl-fuzz-smoke-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const campaign = (subjects: readonly Subject[], runsPerSlice: number) =>
  runCampaign(subjects, {
    seed: SEED,
    budgetMs: 50_000,
    sliceMs: 50_000,
    runsPerSlice,
    folder,
    tell: (line) => told.push(line),
  });

test.each(IN_PROCESS.map((subject) => [subject.name, subject] as const))('%s', async (name, subject) => {
  const { findings, runs } = await campaign([subject], RUNS);
  expect(findings).toEqual([]);
  expect(runs[name]).toBeGreaterThanOrEqual(RUNS);
});

test('the command knows every subject by its name', () => {
  const script = readFileSync(join(ROOT, 'scripts/fuzz.js'), 'utf8');
  const names = SUBJECTS.map(({ name }) => `'${name}'`).join(', ');
  expect(script).toContain(`const SUBJECTS = [${names}];`);
});

describe('a campaign', () => {
  const ERRORS = ['it has an x in it', 'it is longer than "9"'];
  const faulty: Subject<string> = {
    name: 'faulty',
    inputs: fc.string({ unit: fc.constantFrom('a', 'x', 'y'), maxLength: 30 }),
    files: (text) => ({ 'input.txt': text }),
    check: async (text) => {
      demand(!text.includes('x'), ERRORS[0] as string);
      demand(text.length < 10, `it is longer than "${text.length}"`);
    },
  };

  test('finds each fault once, makes it small, saves it, and goes on', async () => {
    const rounds = [await campaign([faulty], 300), await campaign([faulty], 300)];
    for (const { findings } of rounds) expect(findings).toHaveLength(1);
    const [finding] = rounds[0]?.findings ?? [];
    expect(finding).toMatchObject({ subject: 'faulty', seed: SEED });
    expect(told.at(-1)).toContain('faulty: Error: it ');
    const saved = readFileSync(join(finding?.folder ?? '', 'input.txt'), 'utf8');
    expect(['x', 'aaaaaaaaaa']).toContain(saved);
    expect(readFileSync(join(finding?.folder ?? '', 'what.txt'), 'utf8')).toContain(
      `npm run fuzz -- --only faulty --seed ${SEED}`,
    );
    expect(readdirSync(finding?.folder ?? '').sort()).toEqual(['input.json', 'input.txt', 'what.txt']);
  });

  test('with time left looks for the next fault', async () => {
    const options = { seed: SEED, budgetMs: 1500, sliceMs: 200, folder, tell: () => undefined };
    const { findings } = await runCampaign([faulty], options);
    expect(findings.map(({ message }) => /it (has|is)/.exec(message)?.[0]).sort()).toEqual([
      'it has',
      'it is',
    ]);
    expect(findings.every(({ times }) => times > 1)).toBe(true);
  });

  test('ends in time, and takes no input twice for its own fault', async () => {
    const slow: Subject<number> = {
      name: 'slow',
      inputs: fc.nat(),
      files: () => ({}),
      check: () => new Promise((resolve) => setTimeout(resolve, 20)),
    };
    const { runs } = await runCampaign([slow], {
      seed: SEED,
      budgetMs: 300,
      sliceMs: 100,
      folder,
      tell: () => undefined,
    });
    expect(runs['slow']).toBeGreaterThan(1);
  });
});

describe('what must hold of an end', () => {
  const end = (more: object) => ({ line: 'cqctl plan', exitCode: 0, stdout: '', stderr: '', ...more });

  test.each<[object, string]>([
    [{ exitCode: 70 }, 'plan exited with 70'],
    [{ exitCode: null }, 'plan exited with null'],
    [{ exitCode: 64 }, 'plan exited with 64'],
    [{ stderr: 'error CQ900: this is a bug of cqctl\n  TypeError: x' }, 'plan met a bug: TypeError: x'],
    [{ stderr: '    at open (/a/b.js:3:4)\n' }, 'plan printed a stack trace'],
    [{ stderr: 'x\n    at file:///a/b.js:3:4\n' }, 'plan printed a stack trace'],
    [{ stdout: 'a ##[add-mask]b' }, 'plan printed a command of a runner: github add-mask'],
    [{ stderr: 'a ##vso[task.complete]b' }, 'plan printed a command of a runner: azure task.complete'],
    [{ stdout: 'a\n  ::set-output name=a::b' }, 'plan printed a command of a runner: github set-output'],
    [{ stdout: `a ${ENVIRONMENT['CQCTL_PASSWORD']} b` }, 'plan printed CQCTL_PASSWORD'],
  ])('%j is a fault', (more, message) => {
    expect(() => demandEnd(end(more))).toThrow(message);
  });

  test('nothing else is', () => {
    for (const exitCode of [0, 1, 2, 3])
      demandEnd(end({ exitCode, stderr: 'error CQ500: at 3:4 (a.yaml)\n' }));
  });

  test('a command in this process is held to it', async () => {
    await expect(command(['no-such-command'], { cwd: folder })).rejects.toThrow('exited with 64');
  });

  test.each([
    [{ line: 2, column: 1 }, undefined],
    [{ line: 1, column: 12 }, 'begins outside'],
    [{ line: 9, column: 1 }, 'begins outside'],
    [{ line: 1, column: 1, end_line: 1, end_column: 99 }, 'ends outside'],
    [{ line: 1, column: 5, end_line: 1, end_column: 2 }, 'ends before it begins'],
  ])('a place %j', (place, message) => {
    const here = { file: 'test/scenarios/001-create/before.yaml', ...place };
    const diagnostic = { code: 'CQ101' as const, severity: 'error' as const, summary: 'wrong', source: here };
    const check = () => demandPlaces([diagnostic], process.cwd());
    if (message === undefined) check();
    else expect(check).toThrow(message);
  });
});

test('an input that keeps the process busy for ever is saved, and the process is ended', async () => {
  const stuck = join(folder, 'stuck');
  const ended = new Promise((resolve) => process.once('SIGUSR2', resolve));
  const watchdog = startWatchdog(stuck, 100, 'SIGUSR2');
  watchdog.watch({ 'sub/input.txt': 'busy' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  // Nothing of this thread goes on meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  await ended;
  await watchdog.stop();
  expect(readFileSync(join(stuck, 'sub-input.txt'), 'utf8')).toBe('busy');
});

describe('damages', () => {
  test('of a text are the same for the same edits, and change most texts', () => {
    const text = 'version: 1\nqueues:\n  a: { extension_number: "8000" }\n';
    const edited = fc.sample(textEdits, { numRuns: 300, seed: SEED }).map((edits) => {
      expect(editText(text, edits)).toBe(editText(text, edits));
      return editText(text, edits);
    });
    expect(new Set(edited).size).toBeGreaterThan(200);
  });

  test('of a JSON value leave what was given as it is, and give JSON', () => {
    const value: Json = { a: [1, { b: null }], c: 'x' };
    const before = JSON.stringify(value);
    const edited = fc.sample(jsonEdits, { numRuns: 300, seed: SEED }).map((edits) => {
      return JSON.stringify(editJson(value, edits));
    });
    expect(JSON.stringify(value)).toBe(before);
    expect(new Set(edited).size).toBeGreaterThan(150);
  });
});
