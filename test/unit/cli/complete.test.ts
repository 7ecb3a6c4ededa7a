import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from '../../support/fake-host.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-complete-'));
  writeFileSync(
    join(cwd, 'cqctl.yaml'),
    `version: 1
environments: { north: {}, south: {} }
queues:
  support: { extension_number: "8000", agents: ["2001"] }
  front desk: { extension_number: "8001" }
`,
  );
  writeFileSync(join(cwd, 'other.yaml'), 'version: 1\nqueues: { sales: { extension_number: "8000" } }\n');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function complete(...words: string[]) {
  const { exitCode, stdout, stderr } = await runMain(['__complete', '--', ...words], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1);
}

describe('completion', () => {
  test.each([
    [['pl'], ['plan']],
    [['st'], ['status', 'state']],
    [
      ['state', 'p'],
      ['pull', 'push'],
    ],
    [['-f', 'somewhere', 'plan', '--det'], ['--detailed-exitcode']],
    [['plan', '--parallel'], ['--parallelism']],
    [
      ['plan', '--format', ''],
      ['text', 'json', 'markdown', 'html', 'github'],
    ],
    [
      ['state', 'list', '--output', ''],
      ['text=', 'json='],
    ],
    [['get', 'a'], ['agents']],
    [
      ['agent', 'set', 'support', '2001', 'LOG'],
      ['LOGGED_IN', 'LOGGED_OUT'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['plan', '--format=j'], ['--format=json']],
    [['plan', '--output', 'j'], ['json=']],
    [['plan', '--output', 'json='], [':files']],
    [['plan', '--output=json=pl'], [':files']],
    [
      ['get', '--format', ''],
      ['text', 'json'],
    ],
    [['-f', ''], [':files']],
    [['--file=q'], [':files']],
    [
      ['--env', ''],
      ['north', 'south'],
    ],
    [['--parallelism', ''], []],
    [['apply', '--expect', ''], []],
    [['get', 'queues', '--orderby', ''], []],
    [
      ['simulate', '--on', ''],
      ['config', 'planned', 'live'],
    ],
    [['simulate', 'x.scenario.yaml', '--readings', ''], ['all']],
    [['apply', ''], [':files']],
    [['state', 'push', '-', ''], []],
    [['get', 'queues', ''], []],
    [['get', 'waiting', 's'], ['support']],
    [['status', 'fr'], ['front desk']],
    [['-f', 'other.yaml', 'status', ''], ['sales']],
    [['agent', 'set', 'support', ''], ['2001']],
    [['plan', '--target', 'queue.support', 'agents'], ['agents.support']],
    [['plan', '--target', 'queue.support', '--ex'], ['--exclude']],
    [['state', 'mv', 'queue.support', 'queue.s'], ['queue.support']],
    [
      ['help', 'st'],
      ['status', 'state'],
    ],
    [
      ['help', 'state', 'p'],
      ['pull', 'push'],
    ],
    [
      ['schema', 'plan'],
      ['plan', 'plan-file'],
    ],
  ])('%j suggests %j', async (words, expected) => {
    const suggestions = await complete(...words);
    expect(suggestions).toEqual(expected);
  });

  test('suggests every command, and none that is hidden', async () => {
    const commands = await complete('');
    expect(commands).toContain('init');
    expect(commands).not.toContain('__complete');
  });

  test.each(['bash', 'zsh', 'fish'])('the script for %s asks cqctl', async (shell) => {
    const { exitCode, stdout } = await runMain(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('cqctl __complete --');
  });

  /** What bash offers, when `cqctl` answers with `answer`; the first line is what it was asked. */
  async function bash(words: readonly string[], answer: string): Promise<string[]> {
    const { stdout: script } = await runMain(['completion', 'bash']);
    const stub = `cqctl() { shift 2; printf '%s|' "$@" >&2; printf '%s\\n' ${answer}; }`;
    const run = `exec 3>&1; { eval "$0"; } 2>/dev/null
${script.replace('2>/dev/null)', '2>&3)')}
COMP_WORDS=(cqctl "$@"); COMP_CWORD=$#; COMP_WORDBREAKS=$' \\t\\n=:'; _cqctl; printf '\\n%s' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', run, stub, ...words], { cwd, encoding: 'utf8' }).split('\n');
  }

  test.each([
    [['plan', '--format', '=', 'j'], '--format=json', ['plan|--format=j|', 'json']],
    [['plan', '--format', '='], '--format=json', ['plan|--format=|', 'json']],
    [['status', 'fr'], '"front desk"', ['status|fr|', 'front\\ desk']],
    [['-f', 'oth'], ':files', ['-f|oth|', 'other.yaml']],
    [['plan', '--output', 'json', '=', 'oth'], ':files', ['plan|--output|json=oth|', 'other.yaml']],
  ])('bash puts %j together, and takes apart %s', async (words, answer, expected) => {
    expect(await bash(words, answer)).toEqual(expected);
  });
});
