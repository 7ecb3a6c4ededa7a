/**
 * Finds the project file and what it includes, and parses them all.
 *
 * The included files are read in the order of the patterns, and of their names within one. A file is read once, however
 * many patterns match it, and the project file is never included by itself, so a pattern may be as wide as one likes.
 */

import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import type { Json, JsonObject } from '../model/json.ts';
import { hasExpression } from '../source/expression.ts';
import { displayName } from '../source/file-names.ts';
import { FileScope, type ScopeOptions } from '../source/file-scope.ts';
import type { Problems } from '../source/problems.ts';
import { MAX_FILE_BYTES, readSource } from '../source/read.ts';
import { parseRootMap } from '../source/root-map.ts';
import type { Place } from '../source/source-file.ts';
import type { SourceMap } from '../source/source-map.ts';
import { isAllowed, refuseOutside } from '../source/written-path.ts';
import { findFiles, fixedPart, isPattern } from './glob.ts';

export const PROJECT_FILE = 'cqctl.yaml';
/** More than this of one project is a mistake in a pattern. */
const MAX_FILES = 20_000;
const READ_AT_ONCE = 16;

export interface ProjectFiles {
  /** Of the project file; absolute. */
  path: string;
  folder: string;
  scope: FileScope;
  /** The project file's first. */
  roots: [JsonObject, ...JsonObject[]];
  /** No file that is meant is missing; otherwise there is a problem. */
  isWhole: boolean;
}

export interface ProjectPath extends ScopeOptions {
  /** The project file or its folder. */
  path: string;
  cwd: string;
}

interface Context {
  map: SourceMap;
  problems: Problems;
}

interface ProjectFile {
  path: string;
  scope: FileScope;
  root: JsonObject;
}

/** The project's own file, without what it includes; undefined, with a problem, when it cannot be parsed. */
export async function readProjectFile(
  options: ProjectPath,
  context: Context,
): Promise<ProjectFile | undefined> {
  const { cwd } = options;
  const path = await locateProject(options);
  const name = displayName(cwd, path);
  const hint = 'name a project with --file, or make one with `cqctl init`';
  const scope = new FileScope(path, options);
  const main = await readSource({ path, name, scope }, context.problems, hint);
  if (main === undefined) return undefined;
  const root = parseRootMap(main, context, 'a project');
  if (root === undefined) return undefined;
  if (Object.keys(root).length === 0 && context.map.namesOf(root).length === 0) {
    const at = { file: main, start: 0, end: 1 };
    context.problems.error({ code: 'CQ113', at, summary: `${name} is empty`, hint: 'write `version: 1`' });
    return undefined;
  }
  return { path, scope, root };
}

/** Undefined, with a problem, when the project's own file cannot be parsed: nothing is known of the others then. */
export async function readProjectFiles(
  options: ProjectPath,
  context: Context,
): Promise<ProjectFiles | undefined> {
  const main = await readProjectFile(options, context);
  if (main === undefined) return undefined;
  const { path, scope, root } = main;
  const folder = dirname(path);
  const included = await readIncluded(root, { path, folder, scope, cwd: options.cwd }, context);
  return { path, folder, scope, roots: [root, ...included.roots], isWhole: included.isWhole };
}

/** The absolute path of the project file, whether it is there or not. */
export async function locateProject(options: { path: string; cwd: string }): Promise<string> {
  const path = resolve(options.cwd, options.path);
  try {
    return (await stat(path)).isDirectory() ? join(path, PROJECT_FILE) : path;
  } catch {
    // That it is missing is said when it is read.
    return path;
  }
}

async function readIncluded(
  root: JsonObject,
  main: { path: string; folder: string; scope: FileScope; cwd: string },
  context: Context,
): Promise<{ roots: JsonObject[]; isWhole: boolean }> {
  const { paths, isWhole } = await includedPaths(root, main, context);
  const limit = pLimit(READ_AT_ONCE);
  let left = MAX_FILE_BYTES;
  const sources = await Promise.all(
    [...paths].map(([path, at]) =>
      limit(async () => {
        if (left <= 0) return undefined;
        const name = displayName(main.cwd, path);
        const file = await readSource({ path, name, at, scope: main.scope }, context.problems);
        left -= file?.text.length ?? 0;
        return file;
      }),
    ),
  );
  if (left <= 0) {
    const most = MAX_FILE_BYTES / 1024 / 1024;
    const at = context.map.keyPlace(root, 'include');
    context.problems.error({
      code: 'CQ102',
      at,
      summary: `the included files have more than ${most} MB together`,
    });
    return { roots: [], isWhole: false };
  }
  const roots = sources.flatMap((file) => {
    const parsed = file === undefined ? undefined : parseRootMap(file, context, 'a project');
    return parsed === undefined ? [] : [parsed];
  });
  return { roots, isWhole: isWhole && roots.length === sources.length };
}

async function includedPaths(
  root: JsonObject,
  main: { path: string; folder: string; scope: FileScope },
  { map, problems }: Context,
): Promise<{ paths: Map<string, Place | undefined>; isWhole: boolean }> {
  const include: Json = root['include'] ?? null;
  // Another type is reported by the check against the schema.
  const paths = new Map<string, Place | undefined>();
  let isWhole = true;
  if (!Array.isArray(include)) return { paths, isWhole };
  const add = (path: string, at: Place | undefined): void => {
    if (path !== main.path && !paths.has(path)) paths.set(path, at);
  };
  const folder = basename(main.folder) || main.folder;
  const hint = `its path is taken from ${folder}, the folder of the project file`;
  for (const [index, text] of include.entries()) {
    if (typeof text !== 'string' || text === '') continue;
    const at = map.valuePlace(include, index);
    if (at === undefined) continue;
    if (hasExpression(text)) {
      const summary = 'include cannot have a variable: files are read before variables are known';
      problems.error({ code: 'CQ116', at, summary });
      isWhole = false;
      continue;
    }
    // Of a pattern the part that is no pattern: nothing outside is so much as listed.
    const start = isPattern(text) ? fixedPart(text) : text;
    const path = resolve(main.folder, start);
    if (!isAllowed(at, path)) {
      refuseOutside({ name: 'include', written: text, at }, problems);
      isWhole = false;
      continue;
    }
    if (!isPattern(text)) {
      const isThere = await isReadable(path);
      if (isThere) add(path, at);
      if (!isThere) {
        const summary = `there is no file ${JSON.stringify(text)} to include`;
        problems.error({ code: 'CQ117', at, summary, hint });
        isWhole = false;
      }
      continue;
    }
    const { paths: found, isCutShort } = await findFiles(main.folder, text, MAX_FILES);
    // A link may lead anywhere. What was found there is not named either.
    if (found.every((file) => isAllowed(at, file))) for (const file of found) add(file, at);
    else {
      refuseOutside({ name: 'include', written: text, at }, problems);
      isWhole = false;
      continue;
    }
    if (isCutShort || paths.size > MAX_FILES) {
      const hint = 'name a folder in it that has the files of this project only';
      problems.error({
        code: 'CQ118',
        at,
        summary:
          isCutShort === 'entries'
            ? `${JSON.stringify(text)} looks into folders with far too many files`
            : `${JSON.stringify(text)} matches far too many files`,
        hint,
      });
      return { paths: new Map(), isWhole: false };
    }
    if (found.length === 0) {
      const summary = `no file matches ${JSON.stringify(text)}, so nothing is included`;
      problems.warn({ code: 'CQ308', at, summary, hint });
    }
  }
  return { paths, isWhole };
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
