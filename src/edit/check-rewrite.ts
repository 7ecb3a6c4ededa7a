/**
 * Whether a text can take the place of a file: it has to keep every comment, and mean the same to whoever reads the project.
 *
 * The library that writes is not the parser that reads, and the two differ in the far corners of YAML. So what was written is
 * read again, and a file of which anything would be another is refused, not written.
 */

import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { parseYaml } from '../source/parse.ts';
import { Problems } from '../source/problems.ts';
import { type Place, SourceFile } from '../source/source-file.ts';
import { SourceMap } from '../source/source-map.ts';
import { findLostComment } from './comments/comment-tokens.ts';

/** `text`: the file as it would be written with nothing in it changed. */
export function checkRewrite(file: SourceFile, text: string): Diagnostic[] {
  const problems = new Problems();
  const lost = findLostComment(file.text, text);
  const changed = lost === undefined ? findChange(file, text) : undefined;
  if (lost !== undefined) {
    problems.error({
      code: 'CQ910',
      at: { file, start: lost.offset, end: lost.offset + lost.text.length },
      summary: 'this comment would be lost',
      hint: 'put it on a line of its own, above what it is about',
    });
  }
  if (changed !== undefined) refuseChange(changed, problems);
  return problems.list(false);
}

export function refuseChange(at: Place, problems: Problems): void {
  const hint = 'write it on one line, in double quotes where it is a text';
  problems.error({
    code: 'CQ911',
    at,
    summary: 'this cannot be laid out without a change of what it means',
    hint,
  });
}

/** The first value that would be another. */
function findChange(file: SourceFile, text: string): Place | undefined {
  const map = new SourceMap();
  const before = parseYaml(file, { map, problems: new Problems() });
  // Of what cannot be read nothing can be compared.
  if (before === undefined) return undefined;
  const context = { map: new SourceMap(), problems: new Problems() };
  const after = parseYaml(new SourceFile(file.path, file.name, text), context);
  const seen = new Set<Json>();

  const compare = (one: Json, other: Json | undefined, at: Place): Place | undefined => {
    if (seen.has(one)) return undefined;
    if (Array.isArray(one)) {
      seen.add(one);
      if (!Array.isArray(other) || one.length !== other.length) return at;
      return firstOf(one.keys(), (index) =>
        compare(one[index] ?? null, other[index], map.valuePlace(one, index) ?? at),
      );
    }
    if (!isObject(one)) return one === other || Object.is(one, other) ? undefined : at;
    seen.add(one);
    const names = Object.keys(one);
    if (!isObject(other) || Object.keys(other).length !== names.length) return at;
    return firstOf(names, (name) => compare(one[name] ?? null, other[name], map.valuePlace(one, name) ?? at));
  };
  return compare(before.value, after?.value, { file, start: before.start, end: before.end });
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => Place | undefined): Place | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
