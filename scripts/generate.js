/**
 * Writes the generated files: schemas/, docs/fields.md, docs/diagnostics.md. Needs a built dist.
 * With --check nothing is written, and the exit code is 1 when one is stale. --dist DIR names another build.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: { check: { type: 'boolean' }, dist: { type: 'string', default: join(root, 'dist') } },
});
const { generatedFiles } = await import(pathToFileURL(resolve(values.dist, 'cli/generated.js')).href);

for (const [path, text] of Object.entries(generatedFiles())) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  console.log(values.check ? `stale: ${path}; run npm run gen` : `wrote ${path}`);
  if (values.check) {
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
