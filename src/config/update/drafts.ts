/**
 * Files while they are edited, and the layers of them that a value may stand in.
 *
 * A file that nothing was written into is never written back, so that its layout stays the user's.
 */

import type { Document, Pair, YAMLMap } from 'yaml';
import { isMap } from 'yaml';
import { settleComments } from '../comments/comments.ts';
import { liftItemComments } from '../comments/dashes.ts';
import { parseEditable, writeDocument } from '../format-document.ts';
import { settleFlows } from '../format-order.ts';
import { mapAt } from './edit.ts';

export interface Draft {
  document: Document;
  root: YAMLMap;
  /** As the file has them, so that a diff shows what changed and nothing else. */
  lineEnd: string;
  isChanged: boolean;
  /** Of its big maps, by map. Pairs that are removed or added later are not looked up again. */
  indexes: Map<YAMLMap, Map<string, Pair>>;
}

/** The top level of a file, or what an environment lays over it. */
export interface Layer {
  draft: Draft;
  map: YAMLMap;
}

/** Undefined for what is no project file. */
export function openDraft(text: string): Draft | undefined {
  const document = parseEditable(text);
  const root: unknown = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  settleComments(document, text);
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  return { document, root, lineEnd, isChanged: false, indexes: new Map() };
}

/** Those of the environment first, for they have the last word. */
export function layersOf(drafts: readonly Draft[], environment: string | undefined): Layer[] {
  const overlays = drafts.flatMap((draft) => {
    const all = mapAt(draft.document, draft.root, 'environments');
    if (all === undefined || environment === undefined) return [];
    const map = mapAt(draft.document, all, environment);
    return map === undefined ? [] : [{ draft, map }];
  });
  return [...overlays, ...drafts.map((draft) => ({ draft, map: draft.root }))];
}

export function closeDraft({ document, lineEnd }: Draft): string {
  settleFlows(document);
  liftItemComments(document.contents);
  return writeDocument(document).replaceAll('\n', lineEnd);
}
