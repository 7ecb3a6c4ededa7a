/** A whole file as one map of keys and values. */

import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { ParseContext } from './composer.ts';
import { parseYaml } from './parse.ts';
import type { SourceFile } from './source-file.ts';

/** An empty file, or one with comments only, is an empty map. `aRoot` is what such a file is called: "a project". */
export function parseRootMap(file: SourceFile, context: ParseContext, aRoot: string): JsonObject | undefined {
  const parsed = parseYaml(file, context);
  if (parsed === undefined) return undefined;
  const { value, start, end } = parsed;
  if (isObject(value)) return value;
  if (value === null) {
    const empty: JsonObject = {};
    context.map.set(empty, { file, names: undefined, row: { cells: [] }, from: 0 });
    return empty;
  }
  context.problems.error({
    code: 'CQ114',
    at: { file, start: Math.max(0, start), end },
    summary: `${aRoot} file is a map, but this is ${Array.isArray(value) ? 'a list' : 'a single value'}`,
    hint: 'write `key: value` pairs, beginning with `version: 1`',
  });
  return undefined;
}
