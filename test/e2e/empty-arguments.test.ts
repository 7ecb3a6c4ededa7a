/** The built program refuses a word that is empty: of every command one option and each argument. */

import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { declaredCommands } from '../support/command-words.ts';
import { makeProject, type Project } from '../support/run-cli.ts';

let project: Project;
beforeEach(async () => {
  project = await makeProject('version: 1\nqueues: { a: { extension_number: "8000" } }\n', {});
});
afterEach(() => project.remove());

async function expectRefusal(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await project.run(...args);
  expect({ args, code, stdout }, stderr).toEqual({ args, code: 64, stdout: '' });
  expect(await readdir(project.folder)).toEqual(['cqctl.yaml']);
}

describe.each(declaredCommands())('$name', ({ path, words, args }) => {
  test('with an empty word', async () => {
    await expectRefusal(...words, '-f', '');
    for (const index of args.keys()) {
      const filled = args.filter(({ required }, at) => required || at <= index).map(({ word }) => word);
      await expectRefusal(...path, ...filled.with(index, ''));
    }
  });
});

test('an empty command is wrong usage too', () => expectRefusal(''));

test.each([['plan --base'], ['plan --out'], ['destroy --auto-approve -f'], ['export --out']])(
  '%s with an empty folder or file',
  (line) => expectRefusal(...line.split(' '), ''),
);
