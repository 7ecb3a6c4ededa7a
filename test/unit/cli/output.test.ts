import { describe, expect, test } from 'vitest';
import { createOutput } from '../../../src/cli/output/output.ts';
import { createRedactor } from '../../../src/model/redactor.ts';
import { fakeHost } from '../../support/fake-host.ts';

function terminal(columns: number) {
  const { host, text } = fakeHost();
  Object.assign(host.stderr, { isTTY: true, columns });
  const output = createOutput(host, createRedactor(), { noColor: false, logLevel: 'info' });
  return { host, text, output };
}

describe('the live line', () => {
  test.each([20, 59, 60, 200])('fits a terminal of %i columns', (columns) => {
    const { text, output } = terminal(columns);
    output.showLive('x'.repeat(300));
    expect(text.stderr).toBe(`${'x'.repeat(columns - 2)}…`);
  });

  test('fits a terminal that was made narrower', () => {
    const { host, text, output } = terminal(80);
    host.stderr.columns = 10;
    output.showLive('x'.repeat(300));
    expect(text.stderr).toHaveLength(9);
  });

  test('is one line, whatever is in a name', () => {
    const { text, output } = terminal(80);
    output.showLive('a\u001b[31m\nb');
    expect(text.stderr).toBe('a\\x1b[31m\\nb');
  });

  test('is cut even where nobody knows the width', () => {
    const { text, output } = terminal(0);
    output.showLive('x'.repeat(300));
    expect(text.stderr).toHaveLength(99);
  });
});
