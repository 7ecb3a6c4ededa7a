/** `npm run fuzz` itself, for a moment, and a few inputs through the built program. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runCampaign } from '../fuzz/campaign.ts';
import { BUILT } from '../fuzz/subjects/built.ts';
import { ROOT } from '../support/run-cli.ts';

const run = promisify(execFile);
const fuzz = (...args: string[]) =>
  run(process.execPath, [join(ROOT, 'scripts/fuzz.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
  });

test('a few inputs through the built program', { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-fuzz-built-'));
  const { findings, runs } = await runCampaign([BUILT], {
    seed: 20261123,
    budgetMs: 120_000,
    sliceMs: 120_000,
    runsPerSlice: 4,
    folder,
    tell: () => undefined,
  });
  rmSync(folder, { recursive: true, force: true });
  expect(findings).toEqual([]);
  expect(runs['built']).toBeGreaterThanOrEqual(4);
});

test('the command ends by itself, with its seed and a summary', { timeout: 120_000 }, async () => {
  const { stdout } = await fuzz('--minutes', '0.03', '--seed', '7', '--only', 'files');
  expect(stdout).toMatch(/^seed 7, 0.03 minutes; what fails is saved in /);
  expect(stdout).toMatch(/^files: \d+ inputs$/m);
  expect(stdout).toContain('nothing found');
});

test.each([
  [['--minutes', 'soon'], '--minutes and --seed are numbers'],
  [['--only', 'everything'], 'there is no subject everything'],
])('%j is refused', async (args, message) => {
  await expect(fuzz(...args)).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
});
