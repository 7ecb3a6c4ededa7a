/**
 * Whether each page that the data file leads to is there, and is what it is taken for.
 *
 * An LMDB file is several trees of pages, which begin at the roots that a meta page names. A page has a header of 24 bytes:
 * its own number, a transaction, and as 16 bits each at byte 18 its kind and at byte 20 twice the number of its nodes, whose
 * places (counted from the end of the header) follow. A node of a branch is the number of a page below. A node of a leaf has
 * a key and data: the data itself, the record of another tree, or where pages of data alone begin and how many they are.
 *
 * Pages that no tree leads to are free. The last ones may never have been written: a transaction that takes a new page and
 * no longer needs it at its end counts it and writes nothing. A file can be shorter than it says for that reason.
 */

import { readSync } from 'node:fs';
import { endianness } from 'node:os';

const KIND_AT = 18;
const NODES_AT = 20;
const HEADER_BYTES = 24;
const NODE_BYTES = 8;
const TREE_BYTES = 48;
const TREE_ROOT_AT = 40;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

const BRANCH = 0x01;
const LEAF = 0x02;
const DATA_IS_ELSEWHERE = 0x01;
const DATA_IS_TREE = 0x02;

/** A run of pages. */
interface Run {
  first: bigint;
  count: bigint;
  /** Pages of data alone are not looked into. */
  isTree: boolean;
}

/** The numbers of a file are in the byte order of the machine that wrote it. */
export interface Words {
  two: (at: number) => number;
  four: (at: number) => number;
  eight: (at: number) => bigint;
}

export function wordsOf(bytes: Buffer): Words {
  return endianness() === 'LE'
    ? {
        two: (at) => bytes.readUInt16LE(at),
        four: (at) => bytes.readUInt32LE(at),
        eight: (at) => bytes.readBigUInt64LE(at),
      }
    : {
        two: (at) => bytes.readUInt16BE(at),
        four: (at) => bytes.readUInt32BE(at),
        eight: (at) => bytes.readBigUInt64BE(at),
      };
}

/** True where every page below these roots ends within `size`. A file that is written meanwhile can look as if not. */
export function areAllPagesThere(
  file: number,
  { roots, pageSize, size }: { roots: readonly bigint[]; pageSize: number; size: number },
): boolean {
  const pages = BigInt(Math.floor(size / pageSize));
  const todo = roots.flatMap(treeAt);
  const seen = new Set<bigint>();
  const page = Buffer.alloc(pageSize);
  for (let run = todo.pop(); run !== undefined; run = todo.pop()) {
    if (run.first + run.count > pages) return false;
    if (!run.isTree) continue;
    // No page belongs to two trees, or twice to one.
    if (seen.has(run.first)) return false;
    seen.add(run.first);
    if (readSync(file, page, 0, pageSize, Number(run.first) * pageSize) < pageSize) return false;
    const below = runsBelow(page, run.first);
    if (below === undefined) return false;
    for (const each of below) todo.push(each);
  }
  return true;
}

function treeAt(root: bigint): Run[] {
  return root === NO_PAGE ? [] : [{ first: root, count: 1n, isTree: true }];
}

/** Undefined where the page is not a page of a tree with this number. */
function runsBelow(page: Buffer, number: bigint): Run[] | undefined {
  const words = wordsOf(page);
  const kind = words.two(KIND_AT) & (BRANCH | LEAF);
  const nodes = words.two(NODES_AT) >> 1;
  if (words.eight(0) !== number || (kind !== BRANCH && kind !== LEAF)) return undefined;
  if (HEADER_BYTES + 2 * nodes > page.length) return undefined;
  const runs: Run[] = [];
  for (let i = 0; i < nodes; i += 1) {
    const at = HEADER_BYTES + words.two(HEADER_BYTES + 2 * i);
    const below = at + NODE_BYTES > page.length ? undefined : runsOfNode(page, words, kind, at);
    if (below === undefined) return undefined;
    runs.push(...below);
  }
  return runs;
}

/** A node begins with 32 bits, 16 bits of flags (for a branch the rest of the page's number), and 16 of the key's length. */
function runsOfNode(page: Buffer, words: Words, kind: number, at: number): Run[] | undefined {
  const flags = words.two(at + 4);
  if (kind === BRANCH) return treeAt(BigInt(words.four(at)) | (BigInt(flags) << 32n));
  const data = at + NODE_BYTES + words.two(at + 6);
  const isElsewhere = (flags & DATA_IS_ELSEWHERE) !== 0;
  const isTree = (flags & DATA_IS_TREE) !== 0;
  const length = isElsewhere ? HEADER_BYTES : isTree ? TREE_BYTES : words.four(at);
  if (data + length > page.length) return undefined;
  if (isElsewhere) return [{ first: words.eight(data), count: words.eight(data + 16), isTree: false }];
  return isTree ? treeAt(words.eight(data + TREE_ROOT_AT)) : [];
}
