/** What of `policy` holds, with what is not written filled in. */

import { describe, expect, test } from 'vitest';
import { loadGood, loadText } from '../../support/load-fixture.ts';

const policyOf = async (text: string) => (await loadGood(`version: 1\npolicy: ${text}\n`)).desired.policy;

describe('policy', () => {
  test('has a count, or a share, of each limit', async () => {
    expect(
      await policyOf('{ unmanaged: destroy, max_updates: 5, max_destroys: 12.5%, max_changed_queues: 25% }'),
    ).toMatchObject({
      unmanaged: 'destroy',
      maxUpdates: { count: 5 },
      maxDestroys: { share: 0.125 },
      maxChangedQueues: { share: 0.25 },
    });
  });

  test('that is null is the default', async () => {
    const nulls =
      '{ unmanaged: null, max_updates: null, max_destroys: null, max_changed_queues: null, names: { queue: { key: null } }, routing: { asa_s: null, max_loss: null } }';
    expect(await policyOf(nulls)).toEqual(await policyOf('{}'));
  });

  test('of routing has its figures in the order of the reports, times in seconds', async () => {
    const { routing } = await policyOf(
      '{ routing: { max_loss: 0.1, wait_s.p90: "<= 1m30s", service_level: ">= 80%", abandoned: 0 } }',
    );
    expect(routing).toEqual({
      maxLoss: 0.1,
      figures: [
        { metric: 'abandoned', operator: '==', value: 0, written: '== 0' },
        { metric: 'service_level', operator: '>=', value: 0.8, written: '>= 80%' },
        { metric: 'wait_s.p90', operator: '<=', value: 90, written: '<= 1m30s' },
      ],
    });
  });

  test.each([
    ['"<= 5s5"', 'CQ206'],
    ['"< 1m1h"', 'CQ206'],
    ['-1', 'CQ205'],
  ])('is not left unheeded when it cannot be read: asa_s: %s', async (written, code) => {
    const { value, diagnostics } = await loadText(`version: 1\npolicy: { routing: { asa_s: ${written} } }\n`);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });

  test('of names that are null demands nothing, beside others that do', async () => {
    const { violations } = await loadGood(`version: 1
policy: { names: { queue: { key: null, name: "[A-Z].*" } } }
queues: { a: { extension_number: "8000" } }
`);
    expect(violations.map(({ summary }) => summary)).toEqual([
      'the name "a" of queue.a is not as policy.names demands: [A-Z].*',
    ]);
  });
});
