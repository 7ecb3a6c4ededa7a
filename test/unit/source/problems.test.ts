/** What each problem costs, once there are more than anybody reads. */

import { expect, test, vi } from 'vitest';
import { MAX_PROBLEMS, Problems } from '../../../src/source/problems.ts';
import { SourceFile } from '../../../src/source/source-file.ts';

test('hints, places and lines are looked up for the problems that are listed, and for no others', () => {
  const file = new SourceFile('/a.yaml', 'a.yaml', 'a,'.repeat(5 * MAX_PROBLEMS));
  const lookups = [vi.spyOn(file, 'sourceOf'), vi.spyOn(file, 'snippetOf')];
  const hint = vi.fn(() => 'delete it');
  const problems = new Problems();
  const placeOf = (index: number) => ({ file, start: 2 * index, end: 2 * index + 1 });
  for (let i = 0; i < 5 * MAX_PROBLEMS; i += 1) {
    problems.error({ code: 'CQ104', at: placeOf(i), summary: 'written twice', hint });
  }
  for (const lookup of [...lookups, hint]) expect(lookup).toHaveBeenCalledTimes(MAX_PROBLEMS);
  expect(problems.hasErrorAt(placeOf(0))).toBe(true);
  expect(problems.hasErrorAt(placeOf(MAX_PROBLEMS - 1))).toBe(true);
  expect(problems.hasErrorAt(placeOf(4 * MAX_PROBLEMS))).toBe(false);
  const listed = problems.list(false);
  expect(listed).toHaveLength(MAX_PROBLEMS + 1);
  expect(listed.at(-1)).toMatchObject({
    code: 'CQ199',
    standsFor: { errors: 4 * MAX_PROBLEMS, warnings: 0 },
  });
});
