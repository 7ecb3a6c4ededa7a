/**
 * Files while they are edited, and the layers of them that a value may stand in.
 *
 * A file that nothing was written into is never written back, so that its layout stays the user's.
 */

import type { Document } from 'yaml';
import { isMap } from 'yaml';
import type { Checked } from '../../model/diagnostic.ts';
import { SourceFile } from '../../source/source-file.ts';
import { checkRewrite } from '../check-rewrite.ts';
import { settleComments } from '../comments/comments.ts';
import { liftItemComments } from '../comments/dashes.ts';
import { parseEditable, writeDocument } from '../format-document.ts';
import { settleFlows } from '../format-order.ts';
import type { Draft, Layer } from './draft.ts';
import { mapAt } from './edit.ts';

/** Undefined for what is no project file. */
export function openDraft(path: string, text: string): Draft | undefined {
  const document = read(text);
  const root: unknown = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  return { path, text, document, root, lineEnd, isChanged: false, indexes: new Map() };
}

/** Those of the environment first, for they have the last word. */
export function layersOf(drafts: readonly Draft[], environment: string | undefined): Layer[] {
  const overlays = drafts.flatMap((draft): Layer[] => {
    const all = mapAt(draft, draft.root, 'environments');
    if (all === undefined || environment === undefined) return [];
    return mapAt(draft, all, environment) === undefined
      ? []
      : [{ draft, path: ['environments', environment] }];
  });
  return [...overlays, ...drafts.map((draft) => ({ draft, path: [] }))];
}

/** Refused where a comment would be lost, or a value be another, though nothing about it was changed. */
export function closeDraft({ path, text, document, lineEnd }: Draft): Checked<string> {
  const diagnostics = checkRewrite(new SourceFile(path, path, text), write(read(text)));
  if (diagnostics.length > 0) return { diagnostics };
  return { value: write(document).replaceAll('\n', lineEnd), diagnostics };
}

function read(text: string): Document {
  const document = parseEditable(text);
  settleComments(document, text);
  return document;
}

function write(document: Document): string {
  settleFlows(document);
  liftItemComments(document.contents);
  return writeDocument(document);
}
