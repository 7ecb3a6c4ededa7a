/** What is said of a prompt's file that the PBX would refuse, before anything is sent. */

import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isList } from '../../../src/model/desired.ts';
import { load, writeProject } from '../../support/load-fixture.ts';

function chunk(tag: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(tag, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

interface Format {
  codec?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  /** Of an extensible header. */
  subformat?: number;
}

function format({ codec = 1, channels = 1, rate = 16_000, bits = 16, subformat }: Format = {}): Buffer {
  const body = Buffer.alloc(subformat === undefined ? 16 : 40);
  body.writeUInt16LE(codec, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt16LE(bits, 14);
  if (subformat !== undefined) body.writeUInt16LE(subformat, 24);
  return chunk('fmt ', body);
}

function wav(...chunks: Buffer[]): Buffer {
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));
}

const samples = chunk('data', Buffer.alloc(320));
const EXTENSIBLE = 0xfffe;
const PCM = 1;
const MU_LAW = 7;

const project = (file: string) =>
  `version: 1\nqueues: { a: { extension_number: "8000", moh_prompt_file: ${file} } }\n`;

async function problemsOf(folder: string) {
  return (await load(folder)).diagnostics.map(({ code, summary, hint }) => [code, summary, hint]);
}

describe('a prompt', () => {
  test.each<[string, Buffer]>([
    ['plain', wav(format(), samples)],
    ['extensible, and PCM below it', wav(format({ codec: EXTENSIBLE, subformat: PCM }), samples)],
    [
      'with notes of an odd length before the samples',
      wav(format(), chunk('LIST', Buffer.from('odd')), samples),
    ],
    ['at 48 kHz', wav(format({ rate: 48_000 }), samples)],
  ])('is taken: %s', async (_what, content) => {
    expect(await problemsOf(writeProject({ 'cqctl.yaml': project('x.wav'), 'x.wav': content }))).toEqual([]);
  });

  test.each<[string, Buffer]>([
    ['is compressed', wav(format({ codec: EXTENSIBLE, subformat: MU_LAW }), samples)],
    ['is compressed', wav(format({ codec: EXTENSIBLE }), samples)],
    ['is stereo', wav(format({ channels: 2 }), samples)],
    ['is 3 channels', wav(format({ channels: 3 }), samples)],
    [
      'is compressed, 8 bit, stereo, 8 kHz',
      wav(format({ codec: MU_LAW, bits: 8, channels: 2, rate: 8000 }), samples),
    ],
    ['says nothing of its format before its samples', wav(samples, format())],
    ['has a broken header', wav(chunk('fmt ', Buffer.alloc(14)), samples)],
    ['has no samples', wav(format(), chunk('data', Buffer.alloc(0)))],
    ['is cut off, or not a WAV file: it has no samples', wav(format())],
    ['is not a WAV file', Buffer.from('ID3')],
  ])('%s', async (reason, content) => {
    const folder = writeProject({ 'cqctl.yaml': project('x.wav'), 'x.wav': content });
    expect(await problemsOf(folder)).toEqual([
      [
        'CQ357',
        `moh_prompt_file: "x.wav" ${reason}`,
        'the PBX takes WAV with uncompressed PCM, 16 bit, mono, at 16, 32 or 48 kHz',
      ],
    ]);
  });

  test('is not a file', async () => {
    const folder = writeProject({ 'cqctl.yaml': project('audio'), 'audio/x.wav': wav(format(), samples) });
    expect(await problemsOf(folder)).toEqual([
      [
        'CQ356',
        'moh_prompt_file: "audio" is not a file',
        'a path counts from the folder of the file that it is written in',
      ],
    ]);
  });

  test('is refused by its size alone, before it is read', async () => {
    const folder = writeProject({ 'cqctl.yaml': project('x.wav'), 'x.wav': wav(format(), samples) });
    truncateSync(join(folder, 'x.wav'), 1024 ** 3 + 1);
    expect((await problemsOf(folder)).map(([, summary]) => summary)).toEqual([
      'moh_prompt_file: "x.wav" is larger than 1 GB',
    ]);
  });

  test('of two queues is the same for both, and wrong for both', async () => {
    const text = `version: 1
queues:
  a: { extension_number: "8000", moh_prompt_file: x.wav }
  b: { extension_number: "8001", moh_prompt_file: ./x.wav }
`;
    const good = await load(writeProject({ 'cqctl.yaml': text, 'x.wav': wav(format(), samples) }));
    const [a, b] = (good.value?.desired.resources ?? []).flatMap((each) =>
      isList(each) ? [] : [each.prompts],
    );
    expect(a).toMatchObject({ moh_prompt_file_id: { written: 'x.wav', name: 'x.wav', size: 364 } });
    expect(b).toEqual({ moh_prompt_file_id: { ...a?.moh_prompt_file_id, written: './x.wav' } });
    const bad = await load(writeProject({ 'cqctl.yaml': text }));
    expect(bad.diagnostics.map(({ code, address }) => [code, address])).toEqual([
      ['CQ356', 'queue.a'],
      ['CQ356', 'queue.b'],
    ]);
  });
});
