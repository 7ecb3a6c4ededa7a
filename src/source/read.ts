/**
 * From a path to text: size, encoding and nothing else.
 *
 * A file that is too large is refused by its size, before it is read; a device or a pipe is refused for not being a
 * file. Sizes and counts are bounded so that no file, however hostile, takes more than some hundred megabytes later on.
 */

import { isUtf8 } from 'node:buffer';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { errorCode, fileReason } from '../model/file-errors.ts';
import type { FileScope } from './file-scope.ts';
import type { Problems } from './problems.ts';
import { type Place, SourceFile } from './source-file.ts';

export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Bytes that can begin or end a node: each costs the parser an event or two. A file of 10,000 queues has a million. */
const MAX_SEPARATORS = 2_000_000;
const BYTE_ORDER_MARK = 0xfeff;

export interface FileNames {
  /** Absolute. */
  path: string;
  /** As diagnostics call it. */
  name: string;
  /** Where it is asked for. */
  at?: Place | undefined;
  /** The project that it belongs to. */
  scope: FileScope;
}

/** Undefined, with a problem, when the file cannot be used. `hint`: what to do where there is none. */
export async function readSource(
  { path, name, at, scope }: FileNames,
  problems: Problems,
  hint?: string,
): Promise<SourceFile | undefined> {
  problems.files.add(path);
  let handle: FileHandle | undefined;
  try {
    // Looked at before it is opened: opening a pipe that nobody writes to would wait for ever.
    const stats = await stat(path);
    if (!stats.isFile()) {
      problems.error({
        code: 'CQ100',
        at,
        summary: `${name} is not a file`,
        hint: stats.isDirectory() ? 'it is a folder: name a file in it' : 'name a plain file',
      });
      return undefined;
    }
    if (stats.size > MAX_FILE_BYTES) return refuseSize({ name, at }, stats.size, problems);
    handle = await open(path, 'r');
    return decode({ path, name, scope }, await readAtMost(handle, stats.size), problems);
  } catch (error) {
    const reason = fileReason(error);
    const isMissing = errorCode(error) === 'ENOENT';
    problems.error({
      code: 'CQ100',
      at,
      summary: `${name} cannot be read: ${reason}`,
      hint: isMissing ? hint : undefined,
    });
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** At most what the file had when it was looked at, should it grow meanwhile. */
async function readAtMost(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function refuseSize(
  { name, at }: Pick<FileNames, 'name' | 'at'>,
  size: number,
  problems: Problems,
): undefined {
  problems.error({
    code: 'CQ102',
    at,
    summary: `${name} is too large: ${Math.ceil(size / 1024 / 1024)} MB, where ${MAX_FILE_BYTES / 1024 / 1024} MB is the most`,
    hint: 'split it into several files and name them in `include`',
  });
}

function decode({ path, name, scope }: FileNames, bytes: Buffer, problems: Problems): SourceFile | undefined {
  if (!isUtf8(bytes)) {
    const lossy = new SourceFile(path, name, bytes.toString('utf8'), { scope });
    const start = Math.max(0, firstLoss(lossy.text, bytes));
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    problems.error({
      code: 'CQ103',
      at: { file: lossy, start, end: start + 1 },
      summary: `${name} is not UTF-8`,
      hint: isUtf16 ? 'it looks like UTF-16: save it as UTF-8' : 'save it as UTF-8',
    });
    return undefined;
  }
  const text = bytes.toString('utf8');
  const file = new SourceFile(path, name, text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text, {
    scope,
  });
  const nul = file.text.indexOf('\0');
  if (nul !== -1) {
    const at = { file, start: nul, end: nul + 1 };
    problems.error({ code: 'CQ103', at, summary: 'a NUL character stands here', hint: 'delete it' });
    return undefined;
  }
  if (countSeparators(bytes) > MAX_SEPARATORS) {
    problems.error({
      code: 'CQ102',
      summary: `${name} has too many values: about ${MAX_SEPARATORS.toLocaleString('en')} is the most`,
      hint: 'split it into several files and name them in `include`',
    });
    return undefined;
  }
  return file;
}

/** Offset in `text` of the first character that stands for bytes that are not UTF-8. */
function firstLoss(text: string, bytes: Buffer): number {
  let from = 0;
  let byteOffset = 0;
  for (;;) {
    const found = text.indexOf('\ufffd', from);
    if (found === -1) return -1;
    byteOffset += Buffer.byteLength(text.slice(from, found));
    const isWritten =
      bytes[byteOffset] === 0xef && bytes[byteOffset + 1] === 0xbf && bytes[byteOffset + 2] === 0xbd;
    if (!isWritten) return found;
    byteOffset += 3;
    from = found + 1;
  }
}

const SEPARATORS = new Uint8Array(256);
for (const character of '\n,:[{-?') SEPARATORS[character.charCodeAt(0)] = 1;

function countSeparators(bytes: Buffer): number {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) count += SEPARATORS[bytes[index] ?? 0] ?? 0;
  return count;
}
