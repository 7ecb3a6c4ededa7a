/** The PBX of a folder without a project: what a link in the place of its data may not decide. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDataFile, readFolderTarget } from '../../../src/cli/project/folder-target.ts';
import { ConfigError } from '../../../src/model/errors.ts';

let place = '';
let folder = '';
beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'cqctl-folder-')));
  folder = join(place, 'project');
  for (const each of [folder, join(place, 'outside'), join(folder, 'kept')]) mkdirSync(each);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const settings = (allowsOutside = false) => ({ settings: { allowsOutside } }) as never;

test.each(['.cqctl', '.cqctl/pbx.mdb', '.cqctl/pbx.mdb-lock'])(
  '%s as a link that leads outside',
  async (name) => {
    if (name !== '.cqctl') mkdirSync(join(folder, '.cqctl'));
    symlinkSync(join(place, 'outside'), join(folder, name));
    await expect(readDataFile(settings(), folder)).rejects.toThrow(ConfigError);
    await expect(readDataFile(settings(), folder)).rejects.toMatchObject({ code: 'CQ136' });
    await expect(readFolderTarget(settings(), folder, { CQCTL_URL: 'embedded' })).rejects.toThrow(
      ConfigError,
    );
    await expect(readDataFile(settings(true), folder)).resolves.toBe(join(folder, '.cqctl/pbx.mdb'));
  },
);

test('a link to another place of the folder, and a folder that is not there yet', async () => {
  symlinkSync('kept', join(folder, '.cqctl'));
  await expect(readDataFile(settings(), folder)).resolves.toBe(join(folder, '.cqctl/pbx.mdb'));
  const later = join(place, 'later');
  await expect(readDataFile(settings(), later)).resolves.toBe(join(later, '.cqctl/pbx.mdb'));
});

test('CQCTL_URL names another PBX, of which no data are in the folder', async () => {
  symlinkSync('../outside', join(folder, '.cqctl'));
  const target = await readFolderTarget(settings(), folder, { CQCTL_URL: 'https://pbx.example.com' });
  expect(target).toMatchObject({ kind: 'url', url: 'https://pbx.example.com' });
});
