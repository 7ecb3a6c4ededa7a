import { describe, expect, test } from 'vitest';
import { EXIT_MEANINGS } from '../../../src/cli/run/exit-codes.ts';
import { SCHEMA_NAMES } from '../../../src/cli/schemas.ts';
import { runMain } from '../../support/fake-host.ts';

const COMMANDS = [
  ['init'],
  ['validate'],
  ['plan'],
  ['show'],
  ['apply'],
  ['destroy'],
  ['drift'],
  ['export'],
  ['fmt'],
  ['get'],
  ['status'],
  ['agent'],
  ['agent', 'set'],
  ['pickup'],
  ['state'],
  ['state', 'list'],
  ['state', 'show'],
  ['state', 'rm'],
  ['state', 'mv'],
  ['state', 'pull'],
  ['state', 'push'],
  ['state', 'unlock'],
  ['serve'],
  ['schema'],
  ['completion'],
  ['help'],
]; // prettier-ignore

describe('help', () => {
  test('lists every command and every exit code on stdout', async () => {
    const { exitCode, stdout, stderr } = await runMain(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const [command = ''] of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const [code, meaning] of EXIT_MEANINGS)
      expect(stdout).toContain(`${String(code).padEnd(4)} ${meaning}`);
    expect(stdout).not.toContain('__complete');
  });

  test.each(COMMANDS.map((words) => [words.join(' '), words] as const))(
    '%s has examples',
    async (name, words) => {
      const { exitCode, stdout } = await runMain([...words, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Examples:');
      expect(stdout).toContain(`$ cqctl ${name}`);
      expect(stdout).toContain('--lock-timeout');
    },
  );

  test.each([
    ['validate', 'text, json, sarif, github, junit'],
    ['plan', 'text, json, markdown, html, github'],
    ['get', 'text, json'],
    ['state rm', 'text'],
  ])('%s tells which formats it has', async (name, formats) => {
    const { stdout } = await runMain([...name.split(' '), '--help']);
    expect(stdout).toMatch(new RegExp(`--format <format> +how results are printed: ${formats}\\n`));
  });

  test('schema lists the schemas', async () => {
    const { stdout } = await runMain(['schema', '--help']);
    for (const name of SCHEMA_NAMES) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test.each(['plan', 'state', 'state mv', 'agent set', ''])('help %s is the same', async (name) => {
    const words = name.split(' ').filter((word) => word !== '');
    const asked = await runMain(['help', ...words]);
    expect(asked).toEqual(await runMain([...words, '--help']));
    expect(asked.exitCode).toBe(0);
  });

  test('--version is also an option among others', async () => {
    const { exitCode, stdout } = await runMain(['--no-color', '--version']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage', () => {
  test.each([
    [['plna'], 'plan'],
    [['plan', '--detailed-exitcod'], '--detailed-exitcode'],
    [['plan', '--parallelism', '0'], 'from 1 to 256'],
    [['--parallelism', 'many', 'plan'], 'from 1 to 256'],
    [['plan', '--timeout', '-1'], '--timeout'],
    [['plan', '--format', 'yaml'], 'text, json'],
    [['init', '--format', 'json'], 'text'],
    [['plan', '--output', 'json'], 'json=plan.json'],
    [['plan', '--output', 'csv=plan.csv'], 'text, json'],
    [['plan', '--var', 'ring'], 'NAME=VALUE'],
    [['plan', '--log-level', 'loud'], 'debug'],
    [['plan', 'extra'], 'too many arguments'],
    [['get', 'phones'], 'servers, queues, agents, waiting'],
    [['get', 'agents'], 'needs a queue'],
    [['get', 'agents', '8000', '--top', '3'], '--top'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
    [['agent', 'set', '8000', '2001', 'ASLEEP'], 'LOGGED_OUT'],
    [['apply'], '--auto-approve'],
    [['destroy', '--format', 'json'], '--auto-approve'],
    [['apply', 'x.cqplan', '--target', 'queue.a'], 'saved plan'],
    [['agent', 'set'], 'See: cqctl agent set --help'],
    [['-f', 'plan', 'state', 'mv', 'queue.a'], 'See: cqctl state mv --help'],
    [['help', 'palan'], 'did you mean plan?'],
    [['help', 'state', 'move'], 'there is no command "state move"'],
    [['state'], 'Usage'],
    [[], 'Usage'],
  ])('%j exits 64 and says %s', async (args, said) => {
    const { exitCode, stdout, stderr } = await runMain(args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
  });

  test('a number from the environment is checked too', async () => {
    const { exitCode, stderr } = await runMain(['plan'], { env: { CQCTL_PARALLELISM: '1e9' } });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('CQCTL_PARALLELISM');
  });
});
