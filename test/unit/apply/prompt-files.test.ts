/** Which files are uploaded for prompts, and which are found on the PBX. */

import { describe, expect, test } from 'vitest';
import type { DesiredPrompt } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { queues, useApplyWorld } from '../../support/apply-world.ts';
import type { DesiredSpec } from '../../support/builders.ts';
import type { Call } from '../../support/in-process-pbx.ts';

const world = useApplyWorld();
const A = { number: '8000' };
const B = { number: '8001' };
const C = { number: '8002' };
const uploads = () => world.pbx.callsOf('uploadFile').map(({ id }) => id);
const filesNow = async () => (await world.pbx.portal.listFiles()).items;
const uploadByHand = (prompt: DesiredPrompt) => world.pbx.portal.uploadFile(prompt);

/** An update takes away the prompts that it omits. */
const resetPrompts = (body: JsonObject, { name }: Call): JsonObject =>
  name === 'updateQueue' ? { moh_prompt_file_id: null, intro_prompt_file_id: null, ...body } : body;

describe('prompts', () => {
  test('serve several queues with one upload, and later queues and drift with none', async () => {
    const hold = world.sound('hold.wav', Buffer.alloc(3000, 1));
    await world.apply(queues({ a: A, b: B }), { a: hold, b: hold });
    expect(uploads()).toHaveLength(1);
    expect(await filesNow()).toHaveLength(1);
    const shown = { moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 3000 };
    expect(await world.pbx.queue('8000')).toMatchObject(shown);
    await world.apply(queues({ a: A, b: B, c: C }), { a: hold, b: hold, c: hold });
    const other = await uploadByHand(world.sound('other.wav'));
    await world.pbx.edit('8001', { moh_prompt_file_id: other });
    await world.apply(queues({ a: A, b: B }), { a: hold, b: hold });
    expect(await world.pbx.queue('8001')).toMatchObject(shown);
    await world.pbx.edit('8000', { moh_prompt_file_id: null });
    const drifted = await world.plan(queues({ a: A, b: B }), { a: hold, b: hold });
    expect(drifted.plan.changes.map(({ fields }) => fields.map(({ path, cause }) => [path, cause]))).toEqual([
      [['moh_prompt_file', 'drift']],
    ]);
    await world.apply(queues({ a: A, b: B }), { a: hold, b: hold });
    expect(await world.pbx.queue('8000')).toMatchObject(shown);
    expect(uploads()).toHaveLength(1);
  });

  test('are uploaded again when the file is gone from the PBX, or its content changed', async () => {
    const [first, changed] = [world.sound('hold.wav', 'first'), world.sound('hold.wav', 'other')];
    await world.apply(queues({ a: A }), { a: first });
    const [gone] = await filesNow();
    world.pbx.before = ({ name, id }) => (name === 'getFile' && id === gone?.['id'] ? 404 : undefined);
    await world.apply(queues({ a: A, b: B }), { a: first, b: first });
    expect(uploads()).toHaveLength(2);
    await world.apply(queues({ a: A, b: B }), { a: changed, b: first });
    expect(uploads()).toEqual([first.sha256, first.sha256, changed.sha256]);
    expect(await filesNow()).toHaveLength(3);
  });

  test('that are known are sent again with every update, else those found by name and size, else none', async () => {
    await world.open({ updateMode: 'replace' });
    const { pbx } = world;
    pbx.receives = resetPrompts;
    const prompts = { a: world.sound('hold.wav') };
    const spec = (ring_time: number): DesiredSpec => queues({ a: { number: '8000', fields: { ring_time } } });
    await world.apply(spec(20), prompts);
    const fileId = (await world.resources())['queue.a']?.prompts?.['moh_prompt_file_id']?.file_id;
    const intro = await uploadByHand(world.sound('intro.wav', 'seven b'));
    // As the portal does, which sends a queue whole.
    const kept = { name: '8000', ring_time: 20, moh_prompt_file_id: String(fileId) };
    await pbx.edit('8000', { ...kept, intro_prompt_file_id: intro });
    await world.apply(spec(30), prompts);
    expect(pbx.callsOf('updateQueue')[0]?.body).toMatchObject({
      moh_prompt_file_id: fileId,
      intro_prompt_file_id: intro,
    });
    // Another of that name and size: which of the two the queue plays nobody can say.
    await uploadByHand(world.sound('intro.wav', 'b seven'));
    pbx.shows = (object) =>
      object['intro_prompt_file_url'] === undefined || object['intro_prompt_file_url'] === null
        ? object
        : { ...object, intro_prompt_file_url: '/elsewhere' };
    await world.apply(spec(40), prompts);
    expect(pbx.callsOf('updateQueue')[1]?.body).not.toHaveProperty('intro_prompt_file_id');
    expect(world.warnings()).toMatchObject([
      { code: 'CQ423', message: expect.stringContaining('intro.wav') },
    ]);
  });

  test('that the PBX does not take are a failure, and are tried again', async () => {
    const { pbx } = world;
    const old = await uploadByHand(world.sound('old.wav'));
    await pbx.addQueue('8000', { moh_prompt_file_id: old });
    pbx.receives = ({ moh_prompt_file_id: _id, ...body }) => body;
    const prompts = { a: world.sound('hold.wav') };
    const { results } = await world.carry(await world.plan(queues({ a: A }), prompts));
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('kept "old.wav"') },
    });
    pbx.receives = (body) => body;
    await world.apply(queues({ a: A }), prompts);
  });

  test('that were set by hand survive an update of a PBX that resets what is omitted', async () => {
    await world.open({ updateMode: 'replace' });
    world.pbx.receives = resetPrompts;
    const own = await uploadByHand(world.sound('own.wav'));
    await world.pbx.addQueue('8000', { moh_prompt_file_id: own });
    await world.apply(queues({ a: { number: '8000', fields: { ring_time: 33 } } }));
    expect(await world.pbx.queue('8000')).toMatchObject({ moh_prompt_file_name: 'own.wav' });
  });

  test('that are there already are adopted with the id they are found under', async () => {
    const hold = world.sound('hold.wav');
    const fileId = await uploadByHand(hold);
    await world.pbx.addQueue('8000', { moh_prompt_file_id: fileId });
    await world.apply(queues({ a: A }), { a: hold });
    expect(world.pbx.calls).toEqual([]);
    expect((await world.resources())['queue.a']?.prompts).toMatchObject({
      moh_prompt_file_id: {
        file_id: fileId,
        sha256: hold.sha256,
        shown: { name: 'hold.wav', size: hold.size },
      },
    });
  });
});
