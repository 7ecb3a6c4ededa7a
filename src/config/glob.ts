/** Patterns of `include`: `*` and `?` within one part of a path, `**` for any number of folders. Nothing else is special. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { matchesWildcard } from '../model/wildcard.ts';

/** What a pattern may look at before it is called off. */
const MAX_ENTRIES = 100_000;
const MAX_DEPTH = 32;

export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

export interface GlobResult {
  /** Absolute, sorted by code unit. */
  paths: string[];
  /** More was there than is looked at. */
  isCutShort: boolean;
}

/**
 * Files below `root` that match. Names that begin with a dot match only parts that begin with one, so that `**` never
 * walks into `.git`; links to folders are not followed; a folder that cannot be read has no files.
 */
export async function findFiles(root: string, pattern: string): Promise<GlobResult> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const walk: Walk = { found: new Set(), left: MAX_ENTRIES };
  const start = pattern.startsWith('/') ? '/' : root;
  await walkInto(start, parts, 0, walk);
  return { paths: [...walk.found].sort(), isCutShort: walk.left <= 0 };
}

interface Walk {
  found: Set<string>;
  left: number;
}

async function walkInto(folder: string, parts: readonly string[], depth: number, walk: Walk): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined || depth > MAX_DEPTH) return;
  if (part !== '**' && !isPattern(part) && rest.length > 0) {
    await walkInto(join(folder, part), rest, depth, walk);
    return;
  }
  if (part === '**') await walkInto(folder, rest.length === 0 ? ['*'] : rest, depth, walk);
  for (const entry of await entriesOf(folder)) {
    walk.left -= 1;
    if (walk.left <= 0) return;
    const isHidden = entry.name.startsWith('.');
    if (part === '**') {
      if (entry.isDirectory() && !isHidden) await walkInto(join(folder, entry.name), parts, depth + 1, walk);
    } else if (matchesWildcard(part, entry.name) && (!isHidden || part.startsWith('.'))) {
      if (rest.length > 0) await walkInto(join(folder, entry.name), rest, depth + 1, walk);
      else if (!entry.isDirectory()) walk.found.add(join(folder, entry.name));
    }
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
