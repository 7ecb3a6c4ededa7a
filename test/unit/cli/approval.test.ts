import { describe, expect, test } from 'vitest';
import { askForApproval } from '../../../src/cli/apply/approval.ts';
import { AbortedError, GateError } from '../../../src/model/errors.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';

const [ESC, CTRL_C, CTRL_D] = ['\u001b', '\u0003', '\u0004'];

function ask(prepare: (stdin: NodeJS.ReadStream) => void = () => undefined) {
  const abort = new AbortController();
  const { invocation, text } = fakeInvocation();
  const { host } = invocation;
  prepare(host.stdin);
  const stdin = host.stdin as NodeJS.ReadStream & { write(text: string): void; end(): void };
  const answered = askForApproval({ ...invocation, signal: abort.signal }, 'Apply?').then(
    () => 'yes',
    (error: unknown) => error,
  );
  return { stdin, text, abort, answered };
}

describe('the question', () => {
  test.each(['y', 'yes', 'Y', ' YES '])('%j is a yes', async (answer) => {
    const { stdin, answered } = ask();
    stdin.write(`${answer}\r`);
    expect(await answered).toBe('yes');
  });

  test.each(['', 'n', 'no', 'maybe'])('%j is a no', async (answer) => {
    const { stdin, answered } = ask();
    stdin.write(`${answer}\r`);
    expect(await answered).toBeInstanceOf(GateError);
  });

  test.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
    ['Esc', ESC],
    ['Esc after a yes', `y${ESC}`],
  ])('%s is none', async (_name, keys) => {
    const { stdin, answered, text } = ask();
    stdin.write(keys);
    expect(await answered).toBeInstanceOf(AbortedError);
    expect(text.stderr).toMatch(/\n$/);
  });

  test('a terminal that is gone gives none', async () => {
    const { stdin, answered } = ask();
    stdin.end();
    expect(await answered).toBeInstanceOf(AbortedError);
  });

  test('nor does one that fails', async () => {
    const { stdin, answered } = ask();
    stdin.destroy(new Error('read EIO'));
    expect(await answered).toBeInstanceOf(AbortedError);
  });

  test('nor does one that cannot even be put back as it was', async () => {
    const { stdin, answered } = ask((stream) =>
      Object.assign(stream, {
        setRawMode(isRaw: boolean) {
          if (!isRaw) stream.emit('error', new Error('setRawMode EIO'));
        },
      }),
    );
    stdin.end();
    expect(await answered).toBeInstanceOf(AbortedError);
  });

  test('a signal ends it, and nothing is left that listens', async () => {
    const { stdin, answered, abort } = ask();
    abort.abort();
    expect(await answered).toBeInstanceOf(AbortedError);
    expect(stdin.listenerCount('keypress')).toBe(0);
  });

  test('has no colours where there are to be none', async () => {
    const { stdin, answered, text } = ask();
    stdin.write('y\r');
    await answered;
    expect(text.stderr).toContain('Apply? [y/N] ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    expect(text.stderr).not.toMatch(/\u001b\[[0-9;]*m/);
  });
});
