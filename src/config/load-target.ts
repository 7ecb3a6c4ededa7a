/**
 * Which PBX a project is about, whatever else is wrong with its files: for commands that look at the PBX and need nothing
 * else of them.
 *
 * Only the sections that can say it are parsed, with all others blanked out: in a map of keys, a line that begins with a
 * key begins a section. A mistake in one of those is a mistake: another PBX than the one that is meant would be asked.
 */

import { dirname } from 'node:path';
import { isExtensionNumber } from '../kinds/extension-number.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { displayName } from '../source/file-names.ts';
import { FileScope } from '../source/file-scope.ts';
import { Problems } from '../source/problems.ts';
import { readSource } from '../source/read.ts';
import { parseRootMap } from '../source/root-map.ts';
import { SourceFile } from '../source/source-file.ts';
import { SourceMap } from '../source/source-map.ts';
import { assembleFiles } from './assemble.ts';
import { PROJECT_CHECK } from './check.ts';
import { applyEnvironment } from './environment.ts';
import type { LoadOptions } from './load.ts';
import { locateProject, readProjectFiles } from './project-files.ts';
import { mapAt } from './resources.ts';
import { readTarget } from './target.ts';
import type { TargetSettings } from './target-settings.ts';
import { Variables } from './variables.ts';

export interface LoadedTarget {
  target: TargetSettings;
  /** Those whose numbers stand in the files as they are. */
  queues: { key: string; number: string }[];
}

/** Undefined where the files do not say for certain which PBX is meant. */
export async function loadTarget(options: LoadOptions): Promise<LoadedTarget | undefined> {
  const { environment, processEnv, variables: given } = options;
  const context = { map: new SourceMap(), problems: new Problems() };
  const path = await locateProject(options);
  const main = await readSections(path, options, context);
  if (main === undefined) return undefined;
  // What is wrong in the rest was told by whoever loaded the whole project. A variable may be set there all the same.
  const rest = { map: context.map, problems: new Problems() };
  const files = await readProjectFiles(options, rest);
  const joined = assembleFiles([main, ...(files?.roots.slice(1) ?? [])], rest);
  const chosen = applyEnvironment(joined, environment, { ...context, isWhole: true });
  if (chosen === undefined) return undefined;
  const { root } = chosen;
  if (isEmptyTarget(root) || hidesTarget(mapAt(mapAt(joined, 'environments'), environment ?? ''), root))
    return undefined;
  const declared = mapAt(root, 'variables');
  const variables = new Variables({ ...context, declared, given, processEnv, isWhole: true });
  const alone = Object.hasOwn(root, 'target') ? { target: root['target'] ?? null } : {};
  const project = { version: 1, ...(variables.substitute(alone) as JsonObject) };
  await PROJECT_CHECK.checkRoot(project, context);
  const named = environment === undefined ? {} : { environment };
  const { allowsOutside } = options;
  const place = { folder: dirname(path), scope: new FileScope(path, { allowsOutside }), ...named };
  const target = await readTarget(project, { ...place, processEnv, ...context });
  if (context.problems.hasErrors) return undefined;
  return { target, queues: files === undefined ? [] : plainQueues(assembleFiles(files.roots, rest)) };
}

/** Left empty, the target does not say which PBX is meant; where there is none, it is the embedded one. */
function isEmptyTarget(root: JsonObject): boolean {
  const target = root['target'];
  if (isObject(target)) return typeof target['url'] !== 'string' || target['url'] === '';
  return Object.hasOwn(root, 'target') && typeof target !== 'string';
}

/** What an environment leaves empty may have named another PBX than the one that the project names. */
function hidesTarget(environment: JsonObject, root: JsonObject): boolean {
  const { target } = environment;
  if (Object.values(mapAt(environment, 'variables')).includes(null)) return true;
  if (target === null) return !Object.hasOwn(root, 'target');
  return isObject(target) && Object.hasOwn(target, 'url') && (target['url'] ?? '') === '';
}

const SECTION = /^(["']?)([A-Za-z_][\w-]*)\1[ \t]*:(?=\s|$)/;

async function readSections(
  path: string,
  { cwd, environment, allowsOutside }: LoadOptions,
  context: { map: SourceMap; problems: Problems },
): Promise<JsonObject | undefined> {
  const scope = new FileScope(path, { allowsOutside });
  const file = await readSource({ path, name: displayName(cwd, path), scope }, context.problems);
  if (file === undefined) return undefined;
  const kept = ['version', 'target', 'variables', ...(environment === undefined ? [] : ['environments'])];
  let isKept = true;
  const lines = file.text.split('\n').map((line) => {
    const name = SECTION.exec(line)?.[2];
    if (name !== undefined) isKept = kept.includes(name);
    return isKept ? line : '';
  });
  const root = parseRootMap(
    new SourceFile(path, file.name, lines.join('\n'), { scope }),
    context,
    'a project',
  );
  return context.problems.hasErrors ? undefined : root;
}

function plainQueues(root: JsonObject): LoadedTarget['queues'] {
  return Object.entries(mapAt(root, 'queues')).flatMap(([key, queue]) => {
    const number = isObject(queue) ? queue['extension_number'] : undefined;
    return typeof number === 'string' && isExtensionNumber(number) ? [{ key, number }] : [];
  });
}
