/**
 * The canonical layout of a file, for `cqctl fmt`.
 *
 * What the file means stays: numbers keep their digits, anchors their aliases, comments the line they stand above.
 * Laying out a laid-out file changes nothing. Keys are not sorted where that would put an alias before its anchor.
 */

import type { Document } from 'yaml';
import type { Checked } from '../model/diagnostic.ts';
import type { FileScope } from '../source/file-scope.ts';
import { parseYaml } from '../source/parse.ts';
import { Problems } from '../source/problems.ts';
import { SourceFile } from '../source/source-file.ts';
import { SourceMap } from '../source/source-map.ts';
import { checkRewrite, refuseChange } from './check-rewrite.ts';
import { settleComments } from './comments/comments.ts';
import { liftItemComments } from './comments/dashes.ts';
import { NestingError, parseEditable, writeDocument } from './format-document.ts';
import { aliasTargets, settleFlows, settleScalars, sortKeys } from './format-order.ts';

/**
 * `file` is what diagnostics call it. An empty file stays empty; one that is not YAML is told as by `validate`; one of
 * which a comment would be lost, or a value be another, is refused: there is more in YAML than its writer knows.
 */
export function formatYaml(
  text: string,
  file: string,
  { path = file, scope }: { path?: string; scope?: FileScope | undefined } = {},
): Checked<string> {
  const source = new SourceFile(path, file, text, { scope });
  const problems = new Problems();
  const isYaml = parseYaml(source, { map: new SourceMap(), problems }) !== undefined;
  const value = isYaml ? tryLayOut(source, problems) : undefined;
  if (value === undefined) return { diagnostics: problems.list(false) };
  // What a project may not have is told by `validate`, and can be laid out.
  const diagnostics = checkRewrite(source, value);
  return diagnostics.length > 0 ? { diagnostics } : { value, diagnostics };
}

/** The library that edits refuses more than the parser does, mostly what is among the problems already. */
function tryLayOut(file: SourceFile, problems: Problems): string | undefined {
  const isSaid = problems.hasErrors;
  const report = (summary: string, start: number): void => {
    if (!isSaid) problems.error({ code: 'CQ101', at: { file, start, end: start + 1 }, summary });
  };
  try {
    const document = parseEditable(file.text);
    if (document.errors.length === 0) {
      const after = layOut(document, file.text);
      if (after === undefined) refuseChange({ file, start: 0, end: 1 }, problems);
      return after;
    }
    for (const { message, pos } of document.errors)
      report(`this is not YAML: ${message.replace(/\n.*/s, '')}`, pos[0]);
  } catch (error) {
    if (!(error instanceof NestingError)) throw error;
    report(error.message, error.offset);
  }
  return undefined;
}

/** More than once where a comment that moved has another place in the text that it moved into. */
const MAX_ROUNDS = 4;

/** Undefined where there is no layout that would stay. */
function layOut(document: Document.Parsed, text: string): string | undefined {
  let [before, after] = [text, layOutOnce(document, text)];
  for (let round = 1; after !== before; round++) {
    const again = parseEditable(after);
    if (round >= MAX_ROUNDS || again.errors.length > 0) return undefined;
    [before, after] = [after, layOutOnce(again, after)];
  }
  return after;
}

function layOutOnce(parsed: Document.Parsed, text: string): string {
  if (parsed.contents === null) return text.trim() === '' ? '' : text;
  let document = parsed;
  settleComments(document, text);
  const targets = aliasTargets(document).join();
  if (sortKeys(document) && aliasTargets(document).join() !== targets) {
    document = parseEditable(text);
    settleComments(document, text);
  }
  settleScalars(document);
  settleFlows(document);
  liftItemComments(document.contents);
  return writeDocument(document);
}
