/**
 * `npm version` runs it: what CHANGELOG.md has under "Unreleased" becomes the section of the new version, with the date, and
 * goes into the commit that npm tags. Nothing is released that says nothing about itself.
 * With --check TAG nothing is written, and the exit code is 1 when the tag is not the version that the files describe.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findReleaseFault, releaseChangelog } from './release-changelog.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'string' } },
});
const root = positionals[0] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'CHANGELOG.md');
const changelog = readFileSync(file, 'utf8');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const fault = findReleaseFault(changelog, version, values.check);
if (fault !== undefined) {
  console.error(fault);
  process.exitCode = 1;
} else if (values.check === undefined) {
  writeFileSync(file, releaseChangelog(changelog, version, new Date().toISOString().slice(0, 10)));
}
