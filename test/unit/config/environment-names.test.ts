import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEnvironments } from '../../../src/config/environment-names.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cqctl-environments-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function namesOf(yaml: string | undefined) {
  const path = `${Math.random()}.yaml`;
  if (yaml !== undefined) await writeFile(join(cwd, path), yaml);
  const { value, diagnostics } = await listEnvironments({ path, cwd });
  return { value, codes: diagnostics.map(({ code }) => code) };
}

test('environments in the order in which they are written, whatever is in them', async () => {
  const yaml =
    'version: 1\nenvironments: { north: {}, "10": null, a.b: { queues: 3 } }\ninclude: ["nowhere.yaml"]\n';
  expect(await namesOf(yaml)).toEqual({ value: ['north', '10', 'a.b'], codes: [] });
});

test.each([
  ['version: 1\n', ['CQ119']],
  ['version: 1\nenvironments: {}\n', ['CQ119']],
  ['version: 1\nenvironments: [a]\n', ['CQ119']],
  ['version: [\n', ['CQ101']],
  ['', ['CQ113']],
  [undefined, ['CQ100']],
])('none: %j', async (yaml, codes) => {
  expect(await namesOf(yaml)).toEqual({ value: undefined, codes });
});
