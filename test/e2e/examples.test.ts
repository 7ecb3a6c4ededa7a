/** Every folder of `examples/` does what its text promises: valid, planned, applied, nothing left to plan, its callers as expected. */

import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, ROOT, runCli } from '../support/run-cli.ts';

const EXAMPLES = readdirSync(join(ROOT, 'examples'));

describe.each(EXAMPLES)('examples/%s', (name) => {
  test('is valid and canonical, is applied, and plans to nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cqctl-example-'));
    const run = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder });
    const succeed = async (...args: string[]): Promise<Ended> => {
      const ended = await run(...args);
      expect(ended.code, `${args.join(' ')}\n${ended.stdout}${ended.stderr}`).toBe(0);
      return ended;
    };
    try {
      await cp(join(ROOT, 'examples', name), folder, { recursive: true });
      await rm(join(folder, '.cqctl'), { recursive: true, force: true });
      if (readdirSync(folder).includes('before.yaml')) {
        await succeed('-f', 'before.yaml', 'apply', '--auto-approve');
      }
      const environment = name === 'support-centre' ? ['--env', 'staging'] : [];
      const valid = await succeed(...environment, 'validate', '--strict');
      expect(valid.stderr).not.toContain('warning');
      await succeed(...environment, 'fmt', '--check');
      expect((await run(...environment, 'plan', '--detailed-exitcode')).code).toBe(2);
      await succeed(...environment, 'apply', '--auto-approve');
      await succeed(...environment, 'plan', '--detailed-exitcode');
      const hasScenarios = readdirSync(folder, { recursive: true }).some((file) =>
        String(file).endsWith('.scenario.yaml'),
      );
      if (hasScenarios) expect((await succeed(...environment, 'test')).stdout).toContain('all met');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
