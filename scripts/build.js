/**
 * Compiles src to dist, and the schemas that files are held against; makes the command executable. `--if-stale` leaves a dist
 * alone that is newer than all that it is made of.
 */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CODE, schemaModule } from './schema-module.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
/** As old as the last build that came to its end. */
const STAMP = join(root, 'node_modules', '.cache', 'cqctl-built');
const bin = join(dist, 'cli', 'bin.js');
if (!process.argv.includes('--if-stale') || isStale()) await build();

async function build() {
  rmSync(STAMP, { force: true });
  rmSync(dist, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  await writeBuiltSchemas();
  if (existsSync(bin)) chmodSync(bin, 0o755);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, '');
}

/** A file that went shows in its folder's time. */
function isStale() {
  const stamp = statSync(STAMP, { throwIfNoEntry: false });
  if (stamp === undefined || !existsSync(bin)) return true;
  const src = readdirSync(join(root, 'src'), { recursive: true }).map((path) => join('src', path));
  const others = readdirSync(root).filter((name) => /^(tsconfig.*|package(-lock)?)\.json$/.test(name));
  return ['src', ...src, 'scripts/build.js', 'scripts/schema-module.js', ...others].some(
    (path) => statSync(join(root, path)).mtimeMs >= stamp.mtimeMs,
  );
}

/** Every schema that a file is held against, as a module that checks. */
async function writeBuiltSchemas() {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { ENVIRONMENTS_CHECK, PROJECT_CHECK } = await load('config/check.js');
  const { SCENARIO_CHECK } = await load('scenario/load.js');
  const { PLAN_FILE_CHECK } = await load('cli/plan/saved-plan.js');
  const { builtSchemaUrl } = await load('source/built-schema.js');
  const { createAjv } = await load('source/compile-schema.js');
  mkdirSync(join(dist, 'source', 'built'));
  for (const { name, schema, formats } of [
    PROJECT_CHECK,
    ENVIRONMENTS_CHECK,
    SCENARIO_CHECK,
    PLAN_FILE_CHECK,
  ]) {
    writeFileSync(builtSchemaUrl(name), schemaModule(createAjv(formats, CODE), schema()));
  }
}
