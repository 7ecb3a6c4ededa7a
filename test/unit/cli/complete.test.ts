import { describe, expect, test } from 'vitest';
import { runMain } from './fake-host.ts';

async function complete(...words: string[]) {
  const { exitCode, stdout, stderr } = await runMain(['__complete', '--', ...words]);
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
});
