/**
 * The canonical layout of a file, for `cqctl fmt`.
 *
 * What the file means stays: numbers keep their digits, anchors their aliases, comments the line they stand above.
 * Laying out a laid-out file changes nothing. Keys are not sorted where that would put an alias before its anchor.
 */

import type { Document, YAMLError } from 'yaml';
import type { Checked, Diagnostic, Source } from '../model/diagnostic.ts';
import { settleComments } from './comments/comments.ts';
import { liftItemComments } from './comments/dashes.ts';
import { NestingError, parseEditable, writeDocument } from './format-document.ts';
import { aliasTargets, settleFlows, settleScalars, sortKeys } from './format-order.ts';

/** `file` is what diagnostics call it. An empty file stays empty. */
export function formatYaml(text: string, file: string): Checked<string> {
  try {
    const document = parseEditable(text);
    if (document.errors.length === 0) return { value: layOut(document, text), diagnostics: [] };
    return {
      diagnostics: document.errors.map((error: YAMLError) =>
        describe(`this is not YAML: ${error.message}`, text, file, error.pos[0]),
      ),
    };
  } catch (error) {
    if (!(error instanceof NestingError)) throw error;
    return { diagnostics: [describe(error.message, text, file, error.offset)] };
  }
}

function layOut(parsed: Document.Parsed, text: string): string {
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

const SNIPPET_WIDTH = 100;

function describe(message: string, text: string, file: string, offset: number): Diagnostic {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const column = offset - start;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
  const cut = Math.max(0, column - SNIPPET_WIDTH / 2);
  const source: Source = { file, line: before.split('\n').length, column: column + 1 };
  return {
    code: 'CQ101',
    severity: 'error',
    summary: message.replace(/\n.*/s, ''),
    source,
    snippet: { text: line.slice(cut, cut + SNIPPET_WIDTH), start: column - cut, length: 1 },
  };
}
