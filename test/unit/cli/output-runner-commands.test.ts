/**
 * No name becomes a command of a runner: what every command says about queues with hostile names, in every format, on both
 * streams and into files, is read as the runners read a log.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandFormats } from '../../../src/cli/declaration.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { declaredCommands } from '../../support/command-words.ts';
import { runMain } from '../../support/fake-host.ts';
import { findRunnerCommands } from '../../support/runner-commands.ts';

const HOSTILE = [
  '##[add-mask]planted',
  'x ##vso[task.setvariable variable=a]planted',
  '::set-output name=a::planted',
  '#\u200b#[add-mask]planted',
  'one\u2028::add-mask::planted',
  'a\u202eb planted',
];
const quoted = (text: string) =>
  `"${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u200b-\u202e]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)}"`;
const queues = (from: number, suffix = '') =>
  HOSTILE.map(
    (name, index) =>
      `  q${index}: { extension_number: "${from + index}", name: ${quoted(name + suffix)}, agents: ["2001"] }\n`,
  ).join('');
const project = (suffix = '') => `version: 1\nqueues:\n${queues(8000, suffix)}`;
const SCENARIO = `version: 1
scenario: ${quoted('##[add-mask]planted')}
duration: 5m
traffic: [{ queue: q0, arrivals: { every: 30s }, talk: 20s }]
expect: [{ queue: q0, metric: answered, value: "< 0" }]
`;
/** What is wrong with it is told with its lines. */
const WRONG = `version: 1
queues:
${HOSTILE.map((name, index) => `  q${index}: { extension_number: "80", ring_time: ${quoted(name)} } # ${name.replaceAll('\u2028', ' ')}\n  ${quoted(name)}: { name: 1, nmae: ${quoted(name)} }`).join('\n')}
::set-output name=a::planted: 1
##[add-mask]planted
`;

let cwd = '';
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-runner-'));
  mkdirSync(join(cwd, 'out'));
  writeFileSync(join(cwd, 'cqctl.yaml'), project());
  writeFileSync(join(cwd, 'rush.scenario.yaml'), SCENARIO);
  const { exitCode, stderr } = await runMain(['apply', '--auto-approve'], { cwd });
  expect(exitCode, stderr).toBe(0);
  // Changed in the files, and there on the PBX: the plan has both.
  writeFileSync(join(cwd, 'cqctl.yaml'), project(' new'));
  expect((await runMain(['plan', '--out', 'next.cqplan'], { cwd })).exitCode).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const program = createProgram('0', async () => undefined);
const WORDS: { readonly [argument: string]: string } = {
  queue: 'q0',
  planfile: 'next.cqplan',
  'scenario-file': 'rush.scenario.yaml',
  scenario: 'rush.scenario.yaml',
  path: 'rush.scenario.yaml',
};
const COMMANDS = declaredCommands()
  .filter(
    ({ name }) =>
      !['serve', 'init', 'help', 'completion', 'apply', 'destroy', 'state rm', 'fmt', 'state push'].includes(
        name,
      ),
  )
  .map(({ path, args }) => {
    const command = path.reduce(
      (parent, word) => parent.commands.find((each) => each.name() === word) ?? parent,
      program,
    );
    const given = args.filter(({ required }) => required).map(({ name, word }) => WORDS[name] ?? word);
    return { words: [...path, ...given], formats: commandFormats(command) };
  });

async function say(words: readonly string[], format: string | undefined) {
  const options = format === undefined ? [] : ['--format', format, '--output', `${format}=out/result`];
  const { exitCode, stdout, stderr } = await runMain([...words, ...options], {
    cwd,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(cwd, 'out/summary'),
      GITHUB_OUTPUT: join(cwd, 'out/output'),
    },
  });
  const files = readdirSync(join(cwd, 'out')).map((name) => {
    const text = readFileSync(join(cwd, 'out', name), 'utf8');
    rmSync(join(cwd, 'out', name));
    return [name, text] as const;
  });
  return { exitCode, places: [['stdout', stdout], ['stderr', stderr], ...files] as const, stdout, stderr };
}

const HIDDEN = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function expectInert(places: readonly (readonly [string, string])[], line: string): void {
  for (const [place, text] of places) {
    const found = findRunnerCommands(text).filter(
      ({ runner, name }) => !(runner === 'github' && /^(error|warning|notice)$/.test(name)),
    );
    expect(found, `${line}: ${place}`).toEqual([]);
    expect(text, `${line}: ${place}`).not.toMatch(HIDDEN);
  }
}

const CASES = COMMANDS.flatMap(({ words, formats }) =>
  (formats.length === 0 ? [undefined] : formats).map((format) => [words.join(' '), format] as const),
);

describe('nothing is a command in what is said', () => {
  test.each(CASES)('by %s in %s', async (line, format) => {
    const { places } = await say(line.split(' '), format);
    expectInert(places, line);
  });

  test.each(CASES)('about files that are wrong, by %s in %s', async (line, format) => {
    const right = readFileSync(join(cwd, 'cqctl.yaml'), 'utf8');
    try {
      for (const wrong of [WRONG, `${WRONG.split('\n').slice(0, -3).join('\n')}\n`]) {
        writeFileSync(join(cwd, 'cqctl.yaml'), wrong);
        expectInert((await say(line.split(' '), format)).places, line);
      }
    } finally {
      writeFileSync(join(cwd, 'cqctl.yaml'), right);
    }
  });

  test('by a saved plan, by an apply and by a destroy, and names can be read', async () => {
    expectInert([['next.cqplan', readFileSync(join(cwd, 'next.cqplan'), 'utf8')]], 'plan --out');
    for (const format of ['text', 'json']) {
      expectInert((await say(['destroy'], format)).places, 'destroy');
      expectInert((await say(['apply', '--expect', '##[add-mask]x'], format)).places, 'apply');
    }
    const { stdout } = await say(['plan'], 'text');
    expect(stdout).toContain('\\x23#[add-mask]planted');
    const json = await say(['get', 'queues'], 'json');
    const names = JSON.stringify(JSON.parse(json.stdout));
    for (const name of HOSTILE.slice(0, 4)) expect(names).toContain(JSON.stringify(name).slice(1, -1));
    const applied = await say(['apply', 'next.cqplan'], 'json');
    expect(applied.exitCode, applied.stderr).toBe(0);
    expectInert(applied.places, 'apply');
  });

  test('by a wrong word of the command line', async () => {
    for (const word of HOSTILE) {
      for (const words of [
        [word],
        ['plan', '--target', word],
        ['get', 'agents', word],
        ['explain', word],
        ['plan', word],
      ])
        expectInert((await say(words, undefined)).places, words.join(' '));
    }
  });
});
