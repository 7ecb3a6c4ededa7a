/**
 * Whether a file is an LMDB file and all there, looked at before lmdb maps it: of anything else lmdb makes a segmentation
 * fault, or a bus error once it reads behind the end, not an error that could be told. An empty file is one that was just made.
 *
 * An LMDB file begins with two meta pages. After a page header of 24 bytes each has a magic number, the format, at byte 48
 * the size of a page, all 32 bits in the byte order of the machine, and as 64 bits the last page in use and the number of the
 * transaction; the roots of its two trees are at 88 and 136. The page of the later transaction counts. Pages are on the disk
 * before the meta page that counts on them, so a file that is shorter than it says was cut, unless the pages that are not
 * there are free ones: then the trees are looked through.
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { areAllPagesThere, wordsOf } from './data-file-pages.ts';

const MAGIC = 0xbeefc0de;
const FORMAT = 2;
const MAGIC_AT = 24;
const FORMAT_AT = 28;
const PAGE_SIZE_AT = 48;
const ROOTS_AT = [88, 136];
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_BYTES = 160;
const MAX_PAGE_SIZE = 0x1_0000;
/** Of a file that others write at the same time. */
const MAX_LOOKS = 100;

interface Meta {
  isOne: boolean;
  pageSize: number;
  roots: bigint[];
  lastPage: bigint;
  transaction: bigint;
}

/** Undefined where nothing is wrong, or nothing is there yet. */
export function findDataFileFault(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  // Looked at before it is opened: that of a pipe would wait for somebody to write.
  if (!stats.isFile()) return 'it is not a file';
  if (stats.size === 0) return undefined;
  const file = openSync(path, 'r');
  try {
    return findFault(file);
  } finally {
    closeSync(file);
  }
}

function findFault(file: number): string | undefined {
  for (let look = 1; ; look += 1) {
    const first = readMeta(file, 0);
    const second =
      first?.isOne === true && isPageSize(first.pageSize) ? readMeta(file, first.pageSize) : first;
    // After the meta pages: a process that writes meanwhile only makes it longer.
    const { size } = fstatSync(file);
    if (first === undefined || second === undefined) return `it was cut, to ${size} bytes`;
    if (!first.isOne || !second.isOne || second.pageSize !== first.pageSize) {
      return 'it is not a data file of the embedded PBX, or its beginning is damaged';
    }
    const { pageSize, roots, lastPage, transaction } = laterOf(first, second);
    const needed = (lastPage + 1n) * BigInt(pageSize);
    if (BigInt(size) >= needed || areAllPagesThere(file, { roots, pageSize, size })) return undefined;
    // Who writes takes free pages anew, also those that were no longer free when they were read here.
    const isSame = [readMeta(file, 0), readMeta(file, pageSize)].every(
      (meta) => meta !== undefined && meta.transaction <= transaction,
    );
    if (isSame || look === MAX_LOOKS) return `it was cut: it has ${size} bytes of ${needed}`;
  }
}

function laterOf(first: Meta, second: Meta): Meta {
  return first.transaction > second.transaction ? first : second;
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= MAX_PAGE_SIZE && (size & (size - 1)) === 0;
}

/** Undefined where the file ends before. */
function readMeta(file: number, at: number): Meta | undefined {
  const bytes = Buffer.alloc(META_BYTES);
  const length = readSync(file, bytes, 0, META_BYTES, at);
  const { four: word, eight: long } = wordsOf(bytes);
  const pageSize = word(PAGE_SIZE_AT);
  const isOne = word(MAGIC_AT) === MAGIC && word(FORMAT_AT) === FORMAT && isPageSize(pageSize);
  // What is too short for a meta page and does not even begin like one is something else, not a part of one.
  if (length < META_BYTES && (length >= FORMAT_AT ? word(MAGIC_AT) === MAGIC : at > 0)) return undefined;
  return {
    isOne,
    pageSize,
    roots: ROOTS_AT.map(long),
    lastPage: long(LAST_PAGE_AT),
    transaction: long(TRANSACTION_AT),
  };
}
