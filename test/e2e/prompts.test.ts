/** Prompts: uploaded when their contents change, kept by an update that resets what it omits, never read back by id. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { makeSound } from '../support/sound.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

interface PlanJson {
  changes: { address: string; action: string; fields: { path: string; cause: string; after: unknown }[] }[];
}

const makeWav = (fill: number, samples = 160) => makeSound(samples * 2, fill);

let pbx: StrictPbx;
let project: Project;
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const uploads = () => pbx.writes.filter(({ path }) => path.endsWith('/complete')).length;
const plan = () => project.json<PlanJson>(0, 'plan');
async function apply(): Promise<void> {
  const { code, stdout, stderr } = await project.run('apply', '--auto-approve');
  expect(code, stdout + stderr).toBe(0);
}
const playing = () => {
  const file = pbx.files.get(pbx.queue('8000').prompts.get('moh') ?? '');
  return file?.content;
};

describe.each(['merge', 'replace'] as const)('a PBX that updates by %s', (updateMode) => {
  const write = (ring: number, prompt = 'moh_prompt_file: ./audio/hold.wav') =>
    project.write(
      'cqctl.yaml',
      `version: 1\ntarget: { url: "${pbx.url}" }\nqueues:\n  a: { extension_number: "8000", ring_time: ${ring}, ${prompt} }\n`,
    );
  beforeEach(async () => {
    pbx = await StrictPbx.start({ token: TOKEN, updateMode });
    project = await makeProject('');
    await project.write('audio/hold.wav', makeWav(1));
    await write(20);
  });

  test('is uploaded once, outlives another change, is uploaded again when it differs', async () => {
    await apply();
    expect(playing()).toEqual(makeWav(1));
    expect((await plan()).changes).toEqual([]);
    await write(30);
    await apply();
    expect(playing()).toEqual(makeWav(1));
    expect((await plan()).changes).toEqual([]);
    expect(uploads()).toBe(1);

    await writeFile(join(project.folder, 'audio/hold.wav'), makeWav(2));
    expect((await plan()).changes).toMatchObject([
      { address: 'queue.a', action: 'update', fields: [{ path: 'moh_prompt_file', cause: 'config' }] },
    ]);
    expect(uploads()).toBe(1);
    await apply();
    expect(playing()).toEqual(makeWav(2));
    expect((await plan()).changes).toEqual([]);
    expect(pbx.refused).toEqual([]);
  });

  test('another prompt set by hand is drift, and put right', async () => {
    await apply();
    pbx.files.set('by-hand', { name: 'other.wav', content: Buffer.from('other') });
    pbx.queue('8000').prompts.set('moh', 'by-hand');
    expect((await plan()).changes).toMatchObject([
      { address: 'queue.a', fields: [{ path: 'moh_prompt_file', cause: 'drift' }] },
    ]);
    expect((await project.run('drift')).code).toBe(2);
    await apply();
    expect(playing()).toEqual(makeWav(1));
    expect((await plan()).changes).toEqual([]);
  });

  test('of one that no file writes any more, or that is left to others, nothing is said', async () => {
    await apply();
    pbx.files.set('by-hand', { name: 'other.wav', content: Buffer.from('other') });
    pbx.queue('8000').prompts.set('moh', 'by-hand');
    const ignored = 'moh_prompt_file: ./audio/hold.wav, lifecycle: { ignore_changes: [moh_prompt_file] }';
    for (const prompt of ['sla_time: 30', ignored]) {
      await write(20, prompt);
      await apply();
      expect((await plan()).changes).toEqual([]);
      const { code, stdout } = await project.run('drift');
      expect(code, stdout).toBe(0);
    }
    expect(playing()?.toString()).toBe('other');
  });

  test('one that nobody wrote is left alone', async () => {
    pbx.files.set('by-hand', { name: 'other.wav', content: Buffer.from('other') });
    const id = pbx.addQueue({ name: 'a', extension_number: '8000' });
    pbx.queues.get(id)?.prompts.set('moh', 'by-hand');
    await write(45, 'sla_time: 9');
    await apply();
    expect(pbx.queue('8000').fields).toMatchObject({ ring_time: 45, sla_time: 9 });
    expect(playing()?.toString()).toBe('other');
  });

  test('by the id of a file that is there', async () => {
    pbx.files.set('by-id', { name: 'other.wav', content: Buffer.from('other') });
    await write(20, 'moh_prompt_file_id: by-id');
    await apply();
    expect(playing()?.toString()).toBe('other');
    expect((await plan()).changes).toEqual([]);
    await write(25, 'moh_prompt_file_id: by-id');
    await apply();
    expect(playing()?.toString()).toBe('other');
    expect((await plan()).changes).toEqual([]);
    expect(uploads()).toBe(0);
  });

  test('a file that is missing is an error with its place, without a write', async () => {
    await write(20, 'moh_prompt_file: ./audio/none.wav');
    const { code, stdout, stderr } = await project.run('apply', '--auto-approve');
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/cqctl\.yaml:4:\d+/);
    expect(pbx.writes).toEqual([]);
  });
});
