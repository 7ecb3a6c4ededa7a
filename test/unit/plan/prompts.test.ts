/** When a prompt differs: what was sent, what the PBX showed then, what it shows now. */

import { describe, expect, test } from 'vitest';
import type { DesiredObject } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PromptRecord } from '../../../src/model/state.ts';
import { diffPrompts, promptPath } from '../../../src/plan/prompts.ts';
import { buildDesired } from '../../support/builders.ts';

const FILE = { written: 'hold.wav', path: '/hold.wav', name: 'hold.wav', size: 1000, sha256: 'aa' };

function queue(prompts: DesiredObject['prompts'], fields: JsonObject = {}): DesiredObject {
  const [built] = buildDesired({ queues: { a: { number: '8000', fields } } }).resources;
  return { ...(built as DesiredObject), prompts };
}

function causes(
  desired: DesiredObject,
  live: JsonObject,
  known?: PromptRecord,
  files: ReadonlyMap<string, { id: string; name: string; size: number }> = new Map(),
): string[] {
  const records = known === undefined ? undefined : { moh_prompt_file_id: known };
  return diffPrompts({ desired, live, known: records, files }).map(
    ({ path, before, cause }) => `${path} ${JSON.stringify(before)} ${cause}`,
  );
}

const SHOWN = { moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 1000, moh_prompt_file_url: '/u' };
const shown = { name: 'hold.wav', size: 1000, url: '/u' };

describe('a local file', () => {
  const desired = queue({ moh_prompt_file_id: FILE });

  test('that nobody sent yet: the same name and size is taken to be the same', () => {
    expect(causes(desired, SHOWN)).toEqual([]);
    expect(causes(desired, {})).toEqual(['moh_prompt_file null config']);
    expect(causes(desired, { ...SHOWN, moh_prompt_file_size: 5 })).toEqual([
      'moh_prompt_file {"name":"hold.wav","size":5} config',
    ]);
    expect(causes(desired, { moh_prompt_file_name: 'x' })).toEqual([
      'moh_prompt_file {"name":"x","size":null} config',
    ]);
  });

  test('that was sent: its own content is config, what the PBX shows is drift', () => {
    expect(causes(desired, SHOWN, { file_id: 'f', sha256: 'aa', shown })).toEqual([]);
    expect(causes(desired, SHOWN, { file_id: 'f', sha256: 'bb', shown })).toHaveLength(1);
    expect(
      causes(desired, { ...SHOWN, moh_prompt_file_url: '/other' }, { file_id: 'f', sha256: 'aa', shown }),
    ).toEqual(['moh_prompt_file {"name":"hold.wav","size":1000} drift']);
    for (const name of ['moh_prompt_file', 'moh_prompt_file_id']) {
      const left = { ...desired, lifecycle: { preventDestroy: false, ignoreChanges: [name] } };
      expect(causes(left, {}, { file_id: 'f', sha256: 'aa', shown })).toEqual([]);
    }
  });

  test.each([
    ['another content under the same name', { moh_prompt_file_size: 999 }],
    ['another name of the same size', { moh_prompt_file_name: 'wait.wav' }],
    ['another address of the same name and size', { moh_prompt_file_url: '/v' }],
  ])('that was replaced in the portal is drift: %s', (_what, replaced) => {
    const record = { file_id: 'f', sha256: 'aa', shown };
    const live = { ...SHOWN, ...replaced };
    expect(causes(desired, live, record)).toEqual([
      `moh_prompt_file ${JSON.stringify({ name: live.moh_prompt_file_name, size: live.moh_prompt_file_size })} drift`,
    ]);
  });

  test('that nobody sent yet differs by its name alone', () => {
    expect(causes(desired, { ...SHOWN, moh_prompt_file_name: 'wait.wav' })).toEqual([
      'moh_prompt_file {"name":"wait.wav","size":1000} config',
    ]);
  });

  test('is shown under the name that the file writes', () => {
    expect(promptPath(desired, 'moh_prompt_file_id')).toBe('moh_prompt_file');
    expect(promptPath(desired, 'intro_prompt_file_id')).toBe('intro_prompt_file_id');
  });
});

describe('the id of a file of the PBX', () => {
  const desired = queue({}, { moh_prompt_file_id: 'f' });
  const files = new Map([['f', { id: 'f', name: 'hold.wav', size: 1000 }]]);

  test('without state, by what the PBX says of that file', () => {
    expect(causes(desired, SHOWN, undefined, files)).toEqual([]);
    expect(causes(desired, SHOWN)).toHaveLength(1);
    expect(causes(desired, {}, undefined, files)).toEqual(['moh_prompt_file_id null config']);
  });

  test.each([
    ['the same name', { moh_prompt_file_size: 999 }],
    ['the same size', { moh_prompt_file_name: 'wait.wav' }],
  ])('without state, another file of %s is another one', (_what, replaced) => {
    const live = { ...SHOWN, ...replaced };
    expect(causes(desired, live, undefined, files)).toEqual([
      `moh_prompt_file_id ${JSON.stringify({ name: live.moh_prompt_file_name, size: live.moh_prompt_file_size })} config`,
    ]);
    expect(causes(desired, live, { file_id: 'f', shown })).toEqual([
      `moh_prompt_file_id ${JSON.stringify({ name: live.moh_prompt_file_name, size: live.moh_prompt_file_size })} drift`,
    ]);
  });

  test('with state, by the id that was sent and what was shown then', () => {
    expect(causes(desired, SHOWN, { file_id: 'f', shown })).toEqual([]);
    expect(causes(desired, SHOWN, { file_id: 'g', shown })).toEqual(['moh_prompt_file_id "g" config']);
    expect(causes(desired, {}, { file_id: 'f', shown })).toEqual(['moh_prompt_file_id null drift']);
  });
});
