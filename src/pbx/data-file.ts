/**
 * Whether a file is an LMDB file, looked at before lmdb maps it: of anything else lmdb makes a segmentation fault, not an
 * error. An empty file is one that was just made.
 *
 * An LMDB file begins with two meta pages. After a page header of 24 bytes each has a magic number, the format, and at
 * byte 48 the size of a page, all 32 bits in the byte order of the machine.
 */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { endianness } from 'node:os';

const MAGIC = 0xbeefc0de;
const FORMAT = 2;
const MAGIC_AT = 24;
const FORMAT_AT = 28;
const PAGE_SIZE_AT = 48;

export function isDataFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return true;
  if (!stats.isFile()) return false;
  if (stats.size === 0) return true;
  const file = openSync(path, 'r');
  try {
    const read = (at: number): number | undefined => readWord(file, at);
    const pageSize = read(PAGE_SIZE_AT);
    const isPageSize = pageSize !== undefined && pageSize >= 512 && (pageSize & (pageSize - 1)) === 0;
    if (!isPageSize || stats.size < 2 * pageSize) return false;
    return [0, pageSize].every(
      (page) => read(page + MAGIC_AT) === MAGIC && read(page + FORMAT_AT) === FORMAT,
    );
  } finally {
    closeSync(file);
  }
}

function readWord(file: number, at: number): number | undefined {
  const bytes = Buffer.alloc(4);
  if (readSync(file, bytes, 0, 4, at) < 4) return undefined;
  return endianness() === 'LE' ? bytes.readUInt32LE() : bytes.readUInt32BE();
}
