/** Every wrong project under `test/fixtures/config` as its author meets it: the exit code, the places, and no request. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../src/config/load.ts';
import { runMain } from '../../support/fake-host.ts';
import { StrictPbx } from '../../support/strict-pbx.ts';

interface Expected {
  severity: string;
  code: string;
  file?: string;
  line?: number;
  column?: number;
}

const ROOT = resolve(import.meta.dirname, '../../fixtures/config');
const STACK = /\n\s+at .*:\d+:\d+/;

function read<T>(name: string, file: string): T | undefined {
  const path = join(ROOT, name, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

const BAD = readdirSync(ROOT)
  .sort()
  .map((name) => ({ name, expected: read<Expected[]>(name, 'expected.json') ?? [] }))
  .filter(({ expected }) => expected.some(({ severity }) => severity === 'error'));

let pbx: StrictPbx;
beforeAll(async () => {
  pbx = await StrictPbx.start({ token: 'a token' });
});
afterAll(() => pbx.stop());

/** Where a target is written it may be what is wrong, and CQCTL_URL would win over it. */
function urlFor(name: string): Record<string, string> {
  return /\btarget\b/.test(readFileSync(join(ROOT, name, 'cqctl.yaml'), 'latin1'))
    ? {}
    : { CQCTL_URL: pbx.url };
}

function run(name: string, args: readonly string[]) {
  const { environment, variables, processEnv, strict } =
    read<Partial<LoadOptions>>(name, 'options.json') ?? {};
  const given = Object.entries(variables ?? {}).flatMap(([key, value]) => ['--var', `${key}=${value}`]);
  return runMain(
    [
      ...(environment === undefined ? [] : ['--env', environment]),
      ...given,
      ...args,
      ...(strict === true && args[0] === 'validate' ? ['--strict'] : []),
    ],
    {
      cwd: join(ROOT, name),
      env: { ...urlFor(name), CQCTL_TOKEN: 'a token', ...(processEnv as Record<string, string>) },
    },
  );
}

describe.each(BAD.map((project) => [project.name, project] as const))('%s', (name, { expected }) => {
  const placeOf = ({ severity, code, file, line, column }: Expected): string =>
    [...(file === undefined ? [] : [file, line, column]), ` ${severity} ${code}`].join(':').trimStart();

  test('is told of at its places by validate, with exit code 1', async () => {
    const { exitCode, stdout, stderr } = await run(name, ['validate']);
    // The files are good then, and the variable is for commands that ask a PBX.
    if (read<Partial<LoadOptions>>(name, 'options.json')?.processEnv?.['CQCTL_URL'] !== undefined) {
      expect(exitCode, stdout + stderr).toBe(0);
      return;
    }
    expect(exitCode, stdout + stderr).toBe(1);
    for (const one of expected) expect(stdout + stderr).toContain(placeOf(one));
    expect(stdout + stderr).not.toMatch(STACK);
  });

  test('is refused by what would ask the PBX, before it is asked', async () => {
    const isOnlyStrict =
      expected.length > 0 && read<Partial<LoadOptions>>(name, 'options.json')?.strict === true;
    if (isOnlyStrict) return;
    const errors = expected.filter(({ severity }) => severity === 'error');
    for (const args of [['plan'], ['apply', '--auto-approve'], ['drift'], ['destroy', '--auto-approve']]) {
      const { exitCode, stdout, stderr } = await run(name, args);
      expect(exitCode, `${args[0]}: ${stderr}`).toBe(1);
      for (const one of errors) expect(stderr, args[0]).toContain(placeOf(one));
      expect(stdout, args[0]).toBe('');
      expect(stderr, args[0]).not.toMatch(STACK);
    }
    expect(pbx.requests).toEqual([]);
    expect(existsSync(join(ROOT, name, '.cqctl'))).toBe(false);
  });
});

test('there are as many as there were', () => {
  expect(BAD.length).toBeGreaterThanOrEqual(60);
});
