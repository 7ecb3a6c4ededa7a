/** The whole campaign, for `npm run fuzz`; a few seconds of it are `test/repository/fuzz.test.ts`. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { shortenWaits } from './fast-timers.ts';
import { readFuzzOptions } from './options.ts';
import { SUBJECTS } from './subjects.ts';
import { startWatchdog } from './watchdog.ts';

const { minutes, seed, folder, only } = readFuzzOptions(process.env);
const BUDGET_MS = minutes * 60_000;
/** What the last input may still take, and its making small. */
const GRACE_MS = 5 * 60_000;
/** Of one input, without a moment in which the process could see to anything else. */
const BUSY_MS = 90_000;

shortenWaits();
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

test('finds nothing', { timeout: BUDGET_MS + GRACE_MS }, async () => {
  const watchdog = startWatchdog(join(folder, 'stuck'), BUSY_MS);
  const subjects = SUBJECTS.filter(({ name }) => only.length === 0 || only.includes(name));
  const { findings, runs } = await runCampaign(subjects, {
    seed,
    budgetMs: BUDGET_MS,
    sliceMs: Math.min(20_000, BUDGET_MS / subjects.length),
    folder,
    watch: watchdog.watch,
    tell,
  });
  await watchdog.stop();
  tell(
    `\n${Object.entries(runs)
      .map(([name, count]) => `${name}: ${count} inputs`)
      .join('\n')}`,
  );
  for (const finding of findings) {
    tell(
      `\n${finding.subject}, ${finding.times} times, seed ${finding.seed}: ${finding.folder}\n  ${finding.message.split('\n')[0]}`,
    );
  }
  tell(findings.length === 0 ? '\nnothing found' : `\nfound: ${findings.length}`);
  expect(findings.map(({ message }) => message.split('\n')[0])).toEqual([]);
});
