import { describe, expect, test } from 'vitest';
import type { FieldChange } from '../../../src/model/plan.ts';
import { renderDriftText } from '../../../src/report/drift-text.ts';
import { renderPlanJson } from '../../../src/report/plan-json.ts';
import { renderPlanText } from '../../../src/report/plan-text.ts';
import { CHANGES, FULL_PLAN, planOf } from '../../support/sample-plan.ts';

const PLAIN = { color: false, width: 90 };
const golden = (name: string) => `../../golden/report/${name}`;

describe('a plan as text', () => {
  test('tells everything at a glance', async () => {
    await expect(renderPlanText(FULL_PLAN, PLAIN)).toMatchFileSnapshot(golden('plan-full.txt'));
  });

  test('says that there is nothing to do', async () => {
    await expect(renderPlanText(planOf([]), PLAIN)).toMatchFileSnapshot(golden('plan-empty.txt'));
  });

  test('says that adopting changes nothing on the PBX', () => {
    const plan = planOf(CHANGES.filter((change) => change.action === 'adopt'));
    expect(renderPlanText(plan, PLAIN)).toContain('1 to adopt, 3 unchanged. Nothing changes on the PBX');
  });

  test('ends with the hash', () => {
    expect(renderPlanText(FULL_PLAN, PLAIN).endsWith(`\nPlan hash: ${FULL_PLAN.hash}\n`)).toBe(true);
  });

  test('puts drift after what the files change', () => {
    const text = renderPlanText(FULL_PLAN, PLAIN);
    expect(text.indexOf('Drift:')).toBeGreaterThan(text.indexOf('queue.help'));
    expect(text.indexOf('queue.night')).toBeGreaterThan(text.indexOf('Drift:'));
  });

  test('says nothing of a list that is the same again after its queue is replaced', () => {
    const items = [{ extension_number: '2001' }];
    const text = renderPlanText(
      planOf([
        {
          address: 'agents.help',
          kind: 'agents',
          action: 'replace',
          id: 'x',
          key: '8000',
          fields: [{ path: 'items', before: items, after: items, cause: 'pending' }],
          reason: { type: 'parent_replaced', parent: 'queue.help' },
          source: null,
        },
      ]),
      PLAIN,
    );
    expect(text).toContain('-/+ agents.help  replace\n      queue.help is replaced\n\nPlan: ');
  });

  test('shows both sides of a list of which only the order changes, in drift too', () => {
    const fields: FieldChange[] = [
      { path: 'x_list', before: [1, 2, 2], after: [2, 1], cause: 'drift' },
      { path: 'x_obj', before: { a: ['p', 'q'], b: 1 }, after: { a: ['q', 'p'], b: 1 }, cause: 'drift' },
    ];
    const plan = planOf([
      {
        address: 'queue.a',
        kind: 'queue',
        action: 'update',
        id: 'x',
        key: '8000',
        fields,
        reason: null,
        source: null,
      },
    ]);
    for (const text of [renderPlanText(plan, PLAIN), renderDriftText(plan, PLAIN)]) {
      expect(text).toContain('x_list: [ 1, 2, 2 ] -> [ 2, 1 ]');
      expect(text).toContain('x_obj.a: [ "p", "q" ] -> [ "q", "p" ]');
    }
  });

  test('has only our own escapes, and those only in colour', () => {
    expect(renderPlanText(FULL_PLAN, PLAIN)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    const colored = renderPlanText(FULL_PLAN, { ...PLAIN, color: true });
    expect(colored).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is looked for
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderPlanText(FULL_PLAN, PLAIN));
  });
});

describe('a plan as JSON', () => {
  test('is what is promised, byte for byte', async () => {
    await expect(renderPlanJson(FULL_PLAN)).toMatchFileSnapshot(golden('plan-full.json'));
  });

  test('does not depend on the order in which the plan was built', () => {
    const reversed = Object.fromEntries(Object.entries(FULL_PLAN).reverse()) as unknown as typeof FULL_PLAN;
    expect(renderPlanJson(reversed)).toBe(renderPlanJson(FULL_PLAN));
  });
});

describe('drift as text', () => {
  test('names what was changed', async () => {
    const drift = planOf(CHANGES.filter((change) => change.address === 'queue.night'));
    await expect(renderDriftText(drift, PLAIN)).toMatchFileSnapshot(golden('drift.txt'));
  });

  test('says that there is none', () => {
    expect(renderDriftText(planOf([]), PLAIN)).toBe('No drift. 3 resources as last applied.\n');
  });
});
