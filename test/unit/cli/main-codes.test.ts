/** Codes that come of how a command is used and where it runs; and that no code is without a test. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { CODES } from '../../../src/codes/registry.ts';
import { fakeHost, runMain } from '../../support/fake-host.ts';

const PROJECT = `version: 1
queues:
  support: { extension_number: "8000", agents: ["2001"] }
`;

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-codes-'));
  writeFileSync(join(cwd, 'cqctl.yaml'), PROJECT);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const cqctl = (line: string, env: Record<string, string> = {}) => runMain(line.split(' '), { cwd, env });

describe('a command ends with', () => {
  test.each([
    ['CQ901', 'plan --parallelism 0', 64],
    ['CQ904', 'show nowhere.cqplan', 1],
    ['CQ904', 'plan --output json=cqctl.yaml/plan.json', 1],
    ['CQ905', 'apply --expect another', 3],
  ])('%s: %s', async (code, line, expected) => {
    const { exitCode, stderr } = await cqctl(line);
    expect(exitCode, stderr).toBe(expected);
    expect(stderr).toContain(`error ${code}: `);
  });

  test.each([
    ['CQ362', { CQCTL_URL: 'https://127.0.0.1:9' }, ', ca_file: nowhere.pem'],
    ['CQ362', { CQCTL_URL: 'https://127.0.0.1:9' }, ', ca_file: cqctl.yaml'],
    ['CQ513', { CQCTL_URL: 'https://pbx.invalid', HTTPS_PROXY: 'ftp://proxy' }, ''],
  ])('%s for want of a way to the PBX: %j%s', async (code, env, more) => {
    writeFileSync(
      join(cwd, 'cqctl.yaml'),
      PROJECT.replace('queues:', `target: { url: "https://127.0.0.1:9"${more} }\nqueues:`),
    );
    const { exitCode, stderr } = await cqctl('plan', env);
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain(`error ${code}: `);
  });

  test('CQ907 where the answer is no, and nothing is changed', async () => {
    const { host, text } = fakeHost({ cwd, env: { NO_COLOR: '1' } });
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
    const asked = new Promise<void>((resolve) => {
      host.stderr.on('data', () => {
        if (text.stderr.includes('Apply these changes?')) resolve();
      });
    });
    const stderr = Object.assign(host.stderr, { isTTY: true });
    const running = main(['apply'], { ...host, stdin: stdin as unknown as NodeJS.ReadStream, stderr });
    await asked;
    stdin.write('n\n');
    expect(await running).toBe(3);
    expect(text.stderr).toContain('error CQ907: not approved');
    expect(existsSync(join(cwd, '.cqctl/state.json'))).toBe(false);
  });

  test('CQ909 for a state that is older, or of another lineage', async () => {
    await cqctl('apply --auto-approve');
    const { stdout: old } = await cqctl('state pull');
    writeFileSync(join(cwd, 'old.json'), old);
    await cqctl('state rm queue.support');
    const older = await cqctl('state push old.json');
    expect(older.exitCode).toBe(3);
    expect(older.stderr).toContain('error CQ909: ');
    const document = JSON.parse(old) as { lineage: string; serial: number };
    writeFileSync(join(cwd, 'other.json'), JSON.stringify({ ...document, lineage: 'another', serial: 99 }));
    const other = await cqctl('state push other.json');
    expect(other.exitCode).toBe(3);
    expect(other.stderr).toContain('error CQ909: ');
  });
});

test('a plan says with CQ406 that its state is of another PBX', async () => {
  await cqctl('apply --auto-approve');
  const file = join(cwd, '.cqctl/state.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as { target: string };
  writeFileSync(file, JSON.stringify({ ...document, target: 'https://another.example.com:8887' }));
  const { exitCode, stdout } = await cqctl('plan --format json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).diagnostics).toMatchObject([
    { code: 'CQ406', severity: 'warning', summary: expect.stringContaining('another.example.com') },
  ]);
});

test('an expectation that is not met is CQ383 where results have codes', async () => {
  mkdirSync(join(cwd, 'tests'));
  writeFileSync(
    join(cwd, 'tests/a.yaml'),
    `version: 1
scenario: one call
duration: 1m
calls: [ { id: c1, at: 0s, queue: support, talk: 10s } ]
expect: [ { call: c1, outcome: abandoned } ]
`,
  );
  const { exitCode, stdout, stderr } = await cqctl('test tests/a.yaml --format sarif');
  expect(exitCode, stderr).toBe(3);
  expect(JSON.parse(stdout).runs[0].results).toMatchObject([{ ruleId: 'CQ383' }]);
});

test('every code that is raised is in a test or a fixture', () => {
  const root = resolve(import.meta.dirname, '../../..');
  const codesIn = (folder: string, isOf: (path: string) => boolean): Set<string> =>
    new Set(
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter(isOf)
        .flatMap((path) => readFileSync(path, 'utf8').match(/\bCQ\d{3}\b/g) ?? []),
    );
  const raised = codesIn('src', (path) => !path.includes(join('model', 'codes')));
  const seen = codesIn('test', (path) => path.endsWith('.ts') || path.endsWith('expected.json'));
  expect([...raised].filter((code) => code in CODES && !seen.has(code))).toEqual([]);
});
