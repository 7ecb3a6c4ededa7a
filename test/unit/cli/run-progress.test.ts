import { expect, test } from 'vitest';
import { showRuns } from '../../../src/cli/dry-run/run-progress.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';

test('a scenario’s name cannot move the cursor', () => {
  const { invocation, text } = fakeInvocation();
  showRuns(invocation, 'a\u001b[31m\nb').end(3);
  expect(text.stderr).toMatch(/^a\\x1b\[31m\\nb: 3 calls in \S+ s\n$/);
});
