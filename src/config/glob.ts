/** Patterns of `include`: `*` and `?` within one part of a path, `**` for any number of folders. Nothing else is special. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { matchesWildcard } from '../model/wildcard.ts';

/** What a pattern may look at before it is called off; what it matches is bounded by who asks. */
const MAX_ENTRIES = 2_000_000;
const MAX_DEPTH = 32;

export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** The folders that a pattern begins with, up to the first part that is one: `a/b` of `a/b/*.yaml`. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split('/');
  const fixed = parts.slice(0, parts.findIndex(isPattern)).join('/');
  return fixed === '' && pattern.startsWith('/') ? '/' : fixed;
}

export interface GlobResult {
  /** Absolute, sorted by code unit. */
  paths: string[];
  /** More was there than is taken, or than is looked at. */
  isCutShort: false | 'matches' | 'entries';
}

/**
 * Files below `root` that match. Names that begin with a dot match only parts that begin with one, so that `**` never
 * walks into `.git`; links to folders are not followed; a folder that cannot be read has no files.
 */
export async function findFiles(root: string, pattern: string, most: number): Promise<GlobResult> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const walk: Walk = { found: new Set(), seen: new Set(), left: MAX_ENTRIES, most };
  const start = pattern.startsWith('/') ? '/' : root;
  await walkInto(start, parts, 0, walk);
  const isCutShort = walk.left <= 0 ? 'entries' : walk.found.size > most && 'matches';
  return { paths: [...walk.found].sort(), isCutShort };
}

interface Walk {
  found: Set<string>;
  /** Folders, each with how much of the pattern was left there: several `**` lead to the same ones again. */
  seen: Set<string>;
  /** Entries that may still be looked at. */
  left: number;
  most: number;
}

async function walkInto(folder: string, parts: readonly string[], depth: number, walk: Walk): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined || depth > MAX_DEPTH) return;
  const identity = `${parts.join('/')}\0${folder}`;
  if (walk.seen.has(identity)) return;
  walk.seen.add(identity);
  if (part !== '**' && !isPattern(part) && rest.length > 0) {
    await walkInto(join(folder, part), rest, depth, walk);
    return;
  }
  if (part === '**') await walkInto(folder, rest.length === 0 ? ['*'] : rest, depth, walk);
  for (const entry of await entriesOf(folder)) {
    walk.left -= 1;
    if (walk.left <= 0 || walk.found.size > walk.most) return;
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
