/**
 * Reads a prompt: what it is, by its RIFF header, and the sha256 of all of it, in one pass and without holding it.
 *
 * The PBX takes uncompressed PCM of 16 bit, mono, at 16, 32 or 48 kHz and nothing else; what it would refuse on upload is
 * said here, before anything is sent.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { fileReason } from '../model/file-errors.ts';

const SAMPLE_RATES = [16_000, 32_000, 48_000];
const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** The header ends where the samples begin; programs put some kilobytes of notes before them at most. */
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_WAV_BYTES = 1024 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export type WavFile =
  | { size: number; sha256: string }
  /** What is wrong with it, in words that follow the path. */
  | { fault: 'missing' | 'format'; reason: string };

export async function readWav(path: string): Promise<WavFile> {
  let handle: FileHandle | undefined;
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return { fault: 'missing', reason: 'is not a file' };
    if (stats.size > MAX_WAV_BYTES) return { fault: 'format', reason: 'is larger than 1 GB' };
    handle = await open(path, 'r');
    const header = await readHeader(handle, stats.size);
    const reason = findFault(header);
    if (reason !== undefined) return { fault: 'format', reason };
    return await hashAll(handle, stats.size);
  } catch (error) {
    return { fault: 'missing', reason: `cannot be read: ${fileReason(error)}` };
  } finally {
    await handle?.close();
  }
}

async function readHeader(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.min(size, MAX_HEADER_BYTES));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  return bytes.subarray(0, bytesRead);
}

/** `size` is what was measured before: a file that grows meanwhile is read no further. */
async function hashAll(handle: FileHandle, size: number): Promise<WavFile> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  while (length < size) {
    const wanted = Math.min(CHUNK_BYTES, size - length);
    const { bytesRead } = await handle.read(chunk, 0, wanted, length);
    if (bytesRead === 0) break;
    hash.update(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  return { size: length, sha256: hash.digest('hex') };
}

/** Undefined for a WAV that the PBX takes. */
function findFault(bytes: Buffer): string | undefined {
  if (tagAt(bytes, 0) !== 'RIFF' || tagAt(bytes, 8) !== 'WAVE') return 'is not a WAV file';
  let format: Buffer | undefined;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const tag = tagAt(bytes, offset);
    const size = bytes.readUInt32LE(offset + 4);
    if (tag === 'fmt ') format = bytes.subarray(offset + 8, offset + 8 + size);
    if (tag === 'data') {
      if (format === undefined) return 'says nothing of its format before its samples';
      return size === 0 ? 'has no samples' : findFormatFault(format);
    }
    // A chunk of odd length is followed by a byte that belongs to nothing.
    offset += 8 + size + (size % 2);
  }
  return 'is cut off, or not a WAV file: it has no samples';
}

function tagAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, offset + 4);
}

function findFormatFault(format: Buffer): string | undefined {
  if (format.length < 16) return 'has a broken header';
  const written = format.readUInt16LE(0);
  const codec = written === EXTENSIBLE && format.length >= 26 ? format.readUInt16LE(24) : written;
  const channels = format.readUInt16LE(2);
  const rate = format.readUInt32LE(4);
  const bits = format.readUInt16LE(14);
  const faults = [
    ...(codec === PCM ? [] : ['compressed']),
    ...(bits === 16 ? [] : [`${bits} bit`]),
    ...(channels === 1 ? [] : [channels === 2 ? 'stereo' : `${channels} channels`]),
    ...(SAMPLE_RATES.includes(rate) ? [] : [`${rate / 1000} kHz`]),
  ];
  return faults.length === 0 ? undefined : `is ${faults.join(', ')}`;
}
