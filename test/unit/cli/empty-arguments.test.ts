/** An empty word is wrong usage, wherever it stands: no path is the current folder by accident. */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { declaredCommands } from '../../support/command-words.ts';
import { runMain } from '../../support/fake-host.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-empty-'));
  writeFileSync(join(cwd, 'cqctl.yaml'), 'version: 1\nqueues: { a: { extension_number: "8000" } }\n');
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const COMMANDS = declaredCommands();

async function expectRefusal(args: string[], name: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runMain(args, { cwd });
  expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 64, stdout: '' });
  expect(stderr).toContain(`error CQ901: ${name} is empty`);
  expect(readdirSync(cwd)).toEqual(['cqctl.yaml']);
}

test('the declarations are found', () => {
  expect(COMMANDS.length).toBeGreaterThan(20);
  expect(COMMANDS.find(({ name }) => name === 'state mv')?.words).toEqual([
    'state',
    'mv',
    'queue.a',
    'queue.b',
  ]);
});

describe.each(COMMANDS)('$name', ({ path, words, args, options }) => {
  test('refuses an empty value of every option, before and after it, and in each spelling', async () => {
    for (const { long, short, variadic } of options) {
      const name = long ?? '';
      await expectRefusal([...words, name, ''], name);
      await expectRefusal([...words, `${name}=`], name);
      if (variadic) await expectRefusal([...words, name, 'a', ''], name);
      if (short !== undefined) await expectRefusal([short, '', ...words], name);
    }
  });

  test('refuses each of its arguments where it is empty', async () => {
    for (const [index, { name }] of args.entries()) {
      const before = args.slice(0, index).map(({ word }) => word);
      const after = args.slice(index + 1).filter(({ required }) => required);
      await expectRefusal([...path, ...before, '', ...after.map(({ word }) => word)], name);
    }
  });
});

test('a variable may have an empty value, and a word that is completed may be empty', async () => {
  expect((await runMain(['validate', '--var', 'ring='], { cwd })).stderr).not.toContain('is empty');
  expect((await runMain(['__complete', ''], { cwd })).exitCode).toBe(0);
});
