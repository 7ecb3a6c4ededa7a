/** Compiles src to dist, and the schemas that files are held against; makes the command executable. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
await writeBuiltSchemas();
const bin = join(dist, 'cli', 'bin.js');
if (existsSync(bin)) chmodSync(bin, 0o755);

/** Every schema that a file is held against, as a module that checks. */
async function writeBuiltSchemas() {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { ENVIRONMENTS_CHECK, PROJECT_CHECK } = await load('config/check.js');
  const { SCENARIO_CHECK } = await load('scenario/load.js');
  const { PLAN_FILE_CHECK } = await load('cli/plan/saved-plan.js');
  const { builtSchemaUrl } = await load('source/built-schema.js');
  const { schemaModule } = await load('source/compile-schema.js');
  const { FORMATS } = await load('source/formats.js');
  mkdirSync(join(dist, 'source', 'built'));
  for (const { name, schema } of [PROJECT_CHECK, ENVIRONMENTS_CHECK, SCENARIO_CHECK, PLAN_FILE_CHECK]) {
    writeFileSync(builtSchemaUrl(name), schemaModule(schema(), FORMATS));
  }
}
