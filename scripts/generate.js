/**
 * Writes the generated files: schemas/, docs/fields.md, docs/diagnostics.md. What writes them is no part of dist, so it is
 * compiled here. With --check nothing is written, and the exit code is 1 when one is stale.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
// Inside of node_modules, so that what is compiled finds its packages.
const compiled = join(root, 'node_modules', '.cache', 'cqctl-reference');
rmSync(compiled, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.reference.json')], { stdio: 'inherit' });
// node takes the files for modules by the package.json that is nearest.
writeFileSync(join(compiled, 'package.json'), '{ "type": "module" }\n');
const entry = join(compiled, 'scripts', 'reference', 'generated-files.js');
const { generatedFiles } = await import(pathToFileURL(entry).href);

for (const [path, text] of Object.entries(await generatedFiles())) {
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
