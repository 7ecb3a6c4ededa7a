/** What of a plan file is believed: nothing that a report or an apply would stumble over. */

import { expect, test } from 'vitest';
import { planRenderings } from '../../../src/cli/plan/plan.ts';
import { loadPlanFileCheck } from '../../../src/cli/plan/saved-plan.ts';
import { encodePlanFile, planOf, type WrittenFile } from '../../../src/plan/plan-file.ts';
import { isSelected } from '../../../src/plan/select.ts';
import { planJson } from '../../../src/report/plan-json.ts';
import { FULL_PLAN } from '../../support/sample-plan.ts';

const WRONG: unknown[] = [undefined, null, 3, 'x', [null], { x: null }];
const options = { targets: ['queue.a'], excludes: ['queue.b'], destroy: false, allowDestroys: 3 };
const fingerprints = { 'queue.support': 'f' };
/** Without what is long and of one kind. */
const plan = {
  ...FULL_PLAN,
  changes: FULL_PLAN.changes.filter(({ address }) => address !== 'agents.sales'),
  unmanaged: FULL_PLAN.unmanaged.slice(0, 1),
};
const text = encodePlanFile({ plan, fingerprints, configHash: 'c', state: null, options }, planJson);
interface PlanFileJson extends Pick<WrittenFile, 'plan' | 'reasons'> {
  made_from: { options: typeof options };
}

/** Every way into the value, as the names on it. */
function waysInto(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([name, item]) => waysInto(item, [...way, name]))];
}

function replaced(way: string[], wrong: unknown): PlanFileJson {
  const file = JSON.parse(text) as PlanFileJson;
  const last = way.at(-1) ?? '';
  const owner = way
    .slice(0, -1)
    .reduce<unknown>((at, name) => (at as { [name: string]: unknown })[name], file);
  (owner as { [name: string]: unknown })[last] = wrong;
  return JSON.parse(JSON.stringify(file)) as PlanFileJson;
}

test('with any one value another, it is refused, or can be shown and planned with all the same', async () => {
  const findFault = await loadPlanFileCheck();
  expect(findFault(JSON.parse(text))).toBeUndefined();
  let refused = 0;
  for (const way of waysInto(JSON.parse(text)).slice(1)) {
    for (const wrong of WRONG) {
      const file = replaced(way, wrong);
      const fault = findFault(file);
      if (fault !== undefined) {
        expect(fault).toMatch(/^(it|plan|reasons|made_from|digest|format_version)\b.* (has|is) /);
        refused++;
        continue;
      }
      const shown = planRenderings(planOf(file));
      for (const show of [shown.json, shown.markdown, shown.github, shown.html]) await show();
      shown.text({ color: false, width: 80 });
      isSelected('queue.a', file.made_from.options);
    }
  }
  expect(refused).toBeGreaterThan(300);
});
