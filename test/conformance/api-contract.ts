/**
 * What any PBX with this API does, as far as clients rely on it. It is run against the embedded PBX in both ways in;
 * another implementation is checked by handing its `fetch` to the same function.
 *
 * Each test makes its own objects, under numbers and names that no other uses, so the PBX may have others.
 */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface ContractTarget {
  /** Path with its query, beginning with /api. Sends whatever the PBX wants to see of who asks. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
  body: any;
}

let lastNumber = 50_000 + Math.floor(Math.random() * 40_000) * 1000;

function newNumber(): string {
  lastNumber += 1;
  return String(lastNumber);
}

/** The fields of a queue that was created with nothing but what is required. */
const QUEUE_DEFAULTS = {
  polling_strategy: 'RING_SIMULTANEOUSLY',
  ring_time: 20,
  max_callers: null,
  moh_prompt_file_name: null,
  moh_prompt_file_size: null,
  moh_prompt_file_url: null,
  intro_type: 'DISABLE',
  intro_prompt_file_name: null,
  intro_prompt_file_size: null,
  intro_prompt_file_url: null,
  max_waiting_time: 300,
  wait_when_no_agents_online: false,
  inform_position: 'DISABLE',
  inform_position_interval: 10,
  agent_auto_ready: true,
  agent_auto_not_ready_after_non_acd_call: true,
  sla_time: 0,
  language: null,
  no_answer_forward_rule: null,
  night_mode_forward_rule: null,
  enable_callback: false,
  callback_mode: 'ACTIVE',
  callback_timeout: 600,
  callback_outbound_prefix: null,
  outbound_caller_ids: null,
  enable_sticky_routing: true,
  sticky_routing_duration: 30,
  enable_paid: false,
  enable_prid: false,
  extension_number_as_to_header: false,
};

export function describeApiContract(title: string, open: () => Promise<ContractTarget>): void {
  describe(title, () => {
    let target: ContractTarget;
    beforeAll(async () => {
      target = await open();
    });
    afterAll(async () => {
      await target.close();
    });

    const send = async (path: string, init?: RequestInit): Promise<Answer> => {
      const response = await target.fetch(path, init);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      };
    };
    const get = (path: string): Promise<Answer> => send(path);
    const post = (path: string, body?: unknown): Promise<Answer> =>
      send(path, {
        method: 'POST',
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
    const newQueue = async (fields: object = {}): Promise<{ id: string; number: string; path: string }> => {
      const number = newNumber();
      const answer = await post('/api/call_queues', {
        name: `Queue ${number}`,
        extension_number: number,
        polling_strategy: 'RING_SIMULTANEOUSLY',
        ...fields,
      });
      expect(answer.status, answer.text).toBe(200);
      return { id: answer.body.id, number, path: `/api/call_queues/${answer.body.id}` };
    };
    const newServer = async (fields: object = {}): Promise<{ name: string; path: string }> => {
      const name = `edge-${newNumber()}`;
      const answer = await post('/api/call_queue_servers', { name, ipv4: '192.0.2.7', ...fields });
      expect(answer.status, answer.text).toBe(201);
      return { name, path: `/api/call_queue_servers/${answer.body.id}` };
    };
    const upload = async (bytes: Uint8Array<ArrayBuffer>, filename: string): Promise<string> => {
      const begun = await send(`/api/blobs/uploads?filename=${encodeURIComponent(filename)}`, {
        method: 'POST',
      });
      expect(begun.status).toBe(202);
      const id = begun.headers.get('portsip-upload-id');
      const token = begun.headers.get('portsip-upload-token') ?? '';
      const digest = createHash('sha256').update(bytes).digest('hex');
      const done = await send(`/api/blobs/uploads/${id}/complete?digest=${digest}`, {
        method: 'POST',
        headers: { 'portsip-upload-token': token, 'content-type': 'application/octet-stream' },
        body: bytes,
      });
      expect(done.status, done.text).toBe(201);
      return done.body.id;
    };
    const refusedFields = (answer: Answer): string[] => {
      expect(answer.status, answer.text).toBe(400);
      return answer.body.errors.map(
        (error: { code: string; message: string; detail?: { field?: string } }) => {
          expect(error.code).toBe('VALIDATE_FAILED');
          expect(error.message).not.toBe('');
          return error.detail?.field;
        },
      );
    };

    describe('servers', () => {
      it('has one INTERNAL server that stays', async () => {
        const list = await get("/api/call_queue_servers?filter=type eq 'INTERNAL'");
        expect(list.body.count).toBe(1);
        const { id } = list.body.items[0];
        expect((await post(`/api/call_queue_servers/${id}/destroy`)).status).toBeGreaterThanOrEqual(400);
        expect((await get(`/api/call_queue_servers/${id}`)).body).toMatchObject({ id, type: 'INTERNAL' });
      });

      it('creates with 201, shows every field, updates enabled, destroys with 204', async () => {
        const { name, path } = await newServer();
        const id = path.split('/').at(-1);
        const shown = { id, name, enabled: true, ipv4: '192.0.2.7', ipv6: null, type: 'EXTERNAL' };
        expect((await get(path)).body).toEqual(shown);
        expect((await get(`${path}/status`)).body).toMatchObject({ status: 'ONLINE' });
        const updated = await post(path, { enabled: false });
        expect([updated.status, updated.text]).toEqual([200, '']);
        expect((await get(path)).body).toEqual({ ...shown, enabled: false });
        expect((await get(`${path}/status`)).body).toMatchObject({ status: 'OFFLINE' });
        const destroyed = await post(`${path}/destroy`);
        expect([destroyed.status, destroyed.text]).toEqual([204, '']);
        expect((await get(path)).status).toBe(404);
        expect((await post(`${path}/destroy`)).status).toBe(404);
      });

      it('wants an address', async () => {
        expect(refusedFields(await post('/api/call_queue_servers', { name: 'nowhere' }))).toEqual(['ipv4']);
        await newServer({ ipv4: undefined, ipv6: '2001:db8::7' });
      });

      it.each([
        { name: 'other' },
        { ipv4: '192.0.2.8' },
        { type: 'INTERNAL' },
        { id: 'x' },
        { enabled: 'yes' },
      ])('refuses the update %j', async (body) => {
        const { path } = await newServer();
        expect(refusedFields(await post(path, body))).toEqual(Object.keys(body));
      });

      it('has one server of a name', async () => {
        const { name } = await newServer();
        const answer = await post('/api/call_queue_servers', { name, ipv4: '192.0.2.8' });
        expect(answer.status).toBe(409);
        expect(answer.body.errors[0].code).toBe('RESOURCE_IN_USE');
      });
    });

    describe('queues', () => {
      it('creates with 200 and shows every default, empty ones as null', async () => {
        const { id, number, path } = await newQueue();
        const shown = await get(path);
        expect(shown.body).toEqual({
          id,
          name: `Queue ${number}`,
          extension_number: number,
          ...QUEUE_DEFAULTS,
        });
      });

      it('keeps every field as it was sent', async () => {
        const fields = {
          polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT',
          ring_time: 65535,
          max_callers: 7,
          intro_type: 'FULL',
          max_waiting_time: 15,
          language: 'de-DE',
          no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '+15550100' },
          night_mode_forward_rule: { action: 'HANGUP', number: null },
          outbound_caller_ids: [{ provider_id: 'NzAw', caller_id: '15550100', description: null }],
          enable_paid: true,
        };
        const { path } = await newQueue(fields);
        expect((await get(path)).body).toMatchObject(fields);
      });

      it('updates what is sent and keeps the rest', async () => {
        const { path } = await newQueue({ ring_time: 33 });
        const before = (await get(path)).body;
        const answer = await post(path, { name: 'Renamed', max_waiting_time: 60 });
        expect([answer.status, answer.text]).toEqual([200, '']);
        expect((await get(path)).body).toEqual({ ...before, name: 'Renamed', max_waiting_time: 60 });
      });

      it('keeps fields that are newer than itself', async () => {
        const { path } = await newQueue({ wrap_up_time: 30 });
        expect((await get(path)).body).toMatchObject({ wrap_up_time: 30 });
        await post(path, { wrap_up_time: 31, enable_wrap_up: true });
        expect((await get(path)).body).toMatchObject({ wrap_up_time: 31, enable_wrap_up: true });
      });

      it('names every wrong field of a create', async () => {
        const answer = await post('/api/call_queues', {
          name: '',
          extension_number: '80',
          polling_strategy: 'ROUND_ROBIN',
          ring_time: 0,
          max_callers: -1,
          max_waiting_time: '300',
          sla_time: 65537,
          inform_position_interval: 1801,
          enable_paid: 1,
          language: 'not a language',
          moh_prompt_file_url: '/x',
          no_answer_forward_rule: { number: 'abc' },
          outbound_caller_ids: [{ provider_id: 'p', caller_id: '' }],
        });
        expect(refusedFields(answer).sort()).toEqual(
          [
            'name',
            'extension_number',
            'polling_strategy',
            'ring_time',
            'max_callers',
            'max_waiting_time',
            'sla_time',
            'inform_position_interval',
            'enable_paid',
            'language',
            'moh_prompt_file_url',
            'no_answer_forward_rule.action',
            'no_answer_forward_rule.number',
            'outbound_caller_ids[0].caller_id',
          ].sort(),
        );
      });

      it.each(['name', 'extension_number', 'polling_strategy'])('wants %s', async (field) => {
        const body = {
          name: 'x',
          extension_number: newNumber(),
          polling_strategy: 'CYCLIC_HUNT',
          [field]: undefined,
        };
        expect(refusedFields(await post('/api/call_queues', body))).toEqual([field]);
      });

      it.each([{ extension_number: '8000' }, { moh_prompt_file_size: 1 }, { id: 'x' }, { name: null }])(
        'refuses the update %j',
        async (body) => {
          const { path } = await newQueue();
          const before = await get(path);
          expect(refusedFields(await post(path, body))).toEqual(Object.keys(body));
          expect((await get(path)).text).toBe(before.text);
        },
      );

      it('gives a number to one queue, also when two ask at once', async () => {
        const { number } = await newQueue();
        const create = (extension_number: string): Promise<Answer> =>
          post('/api/call_queues', { name: 'x', extension_number, polling_strategy: 'CYCLIC_HUNT' });
        const taken = await create(number);
        expect([taken.status, taken.body.errors[0].code]).toEqual([409, 'RESOURCE_IN_USE']);
        const free = newNumber();
        const answers = await Promise.all([create(free), create(free), create(free)]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
        expect((await get(`/api/call_queues?filter=extension_number eq '${free}'`)).body.count).toBe(1);
      });

      it('frees the number of a destroyed queue, never its id', async () => {
        const { id, number, path } = await newQueue();
        expect((await get(`/api/extension_numbers/${number}`)).body).toEqual({
          id,
          extension_number: number,
          name: `Queue ${number}`,
          type: 'CALL_QUEUE',
        });
        expect((await post(`${path}/destroy`)).status).toBe(204);
        expect((await get(`/api/extension_numbers/${number}`)).status).toBe(404);
        for (const below of ['', '/status', '/agents', '/waiting', '/agents/2001']) {
          expect((await get(path + below)).status).toBe(404);
        }
        expect((await post(path, { ring_time: 5 })).status).toBe(404);
        expect((await post(`${path}/agents`, { items: [] })).status).toBe(404);
        const again = await post('/api/call_queues', {
          name: 'x',
          extension_number: number,
          polling_strategy: 'CYCLIC_HUNT',
        });
        expect(again.status).toBe(200);
        expect(again.body.id).not.toBe(id);
      });

      it('is ONLINE, with nobody waiting and no call to pick up', async () => {
        const { path } = await newQueue();
        expect((await get(`${path}/status`)).body).toEqual({ status: 'ONLINE' });
        expect((await get(`${path}/waiting`)).body).toEqual({ items: [] });
        expect((await post(`${path}/waiting/NzAw/pickup`)).status).toBe(404);
      });
    });

    describe('agents', () => {
      it('keeps the order that was sent and replaces the whole list', async () => {
        const { path } = await newQueue();
        expect((await get(`${path}/agents`)).body).toEqual({ items: [] });
        const items = [{ extension_number: '2003' }, { extension_number: '2001', skill_level: 5 }];
        const answer = await post(`${path}/agents`, { items });
        expect([answer.status, answer.text]).toEqual([200, '']);
        expect((await get(`${path}/agents`)).body.items).toMatchObject([
          { extension_number: '2003', skill_level: 1 },
          { extension_number: '2001', skill_level: 5 },
        ]);
        await post(`${path}/agents`, { items: [{ extension_number: '2001' }] });
        expect((await get(`${path}/agents`)).body.items).toMatchObject([
          { extension_number: '2001', skill_level: 1 },
        ]);
        expect((await get(`${path}/agents/2003`)).status).toBe(404);
      });

      it('names every wrong item', async () => {
        const { path } = await newQueue();
        const items = [
          { extension_number: '2001' },
          { extension_number: '20' },
          { extension_number: '2001' },
          { skill_level: 101 },
          'x',
        ];
        expect(refusedFields(await post(`${path}/agents`, { items }))).toEqual([
          'items[1].extension_number',
          'items[2].extension_number',
          'items[3].extension_number',
          'items[3].skill_level',
          'items[4]',
        ]);
        expect(refusedFields(await post(`${path}/agents`, {}))).toEqual(['items']);
        expect((await get(`${path}/agents`)).body).toEqual({ items: [] });
      });

      it('starts agents READY or LOGGED_OUT, and keeps the status of those who stay', async () => {
        const { path } = await newQueue({ agent_auto_ready: false });
        await post(`${path}/agents`, { items: [{ extension_number: '2001' }, { extension_number: '2002' }] });
        expect((await get(`${path}/agents/2001`)).body).toMatchObject({
          extension_number: '2001',
          skill_level: 1,
          status: 'LOGGED_OUT',
        });
        const set = await post(`${path}/agents/2001`, { status: 'LUNCH' });
        expect([set.status, set.text]).toEqual([200, '']);
        await post(path, { agent_auto_ready: true });
        await post(`${path}/agents`, { items: [{ extension_number: '2003' }, { extension_number: '2001' }] });
        expect((await get(`${path}/agents/2001`)).body.status).toBe('LUNCH');
        expect((await get(`${path}/agents/2003`)).body.status).toBe('READY');
      });

      it.each([
        [true, 'READY'],
        [false, 'NOT_READY'],
      ])('with agent_auto_ready %s LOGGED_IN lands in %s', async (agent_auto_ready, status) => {
        const { path } = await newQueue({ agent_auto_ready });
        await post(`${path}/agents`, { items: [{ extension_number: '2001' }] });
        await post(`${path}/agents/2001`, { status: 'LOGGED_OUT' });
        await post(`${path}/agents/2001`, { status: 'LOGGED_IN' });
        expect((await get(`${path}/agents/2001`)).body.status).toBe(status);
      });

      it('refuses statuses that cannot be set, and agents who are not there', async () => {
        const { path } = await newQueue();
        await post(`${path}/agents`, { items: [{ extension_number: '2001' }] });
        for (const status of ['QUEUE_CALL', 'OFFLINE', 'ready', 1, null]) {
          expect(refusedFields(await post(`${path}/agents/2001`, { status }))).toEqual(['status']);
        }
        expect((await post(`${path}/agents/2002`, { status: 'READY' })).status).toBe(404);
        expect((await get(`${path}/agents/20`)).status).toBe(400);
      });
    });

    describe('lists', () => {
      it('pages in the order of creation, with lines shorter than the objects', async () => {
        const prefix = `page-${newNumber()}`;
        const numbers: string[] = [];
        for (let n = 0; n < 5; n += 1) numbers.push((await newQueue({ name: `${prefix} ${9 - n}` })).number);
        const list = `/api/call_queues?filter=startswith(name,'${prefix}')`;
        const page = await get(`${list}&skip=1&top=2`);
        expect(page.body.count).toBe(5);
        expect(page.body.items.map((item: { extension_number: string }) => item.extension_number)).toEqual(
          numbers.slice(1, 3),
        );
        expect(Object.keys(page.body.items[0]).sort()).toEqual([
          'extension_number',
          'id',
          'name',
          'polling_strategy',
          'ring_time',
        ]);
        const byName = await get(`${list}&orderby=polling_strategy,name&top=1`);
        expect(byName.body.items[0].extension_number).toBe(numbers[4]);
        const backwards = await get(`${list}&orderby=extension_number desc&top=1`);
        expect(backwards.body.items[0].extension_number).toBe(numbers[4]);
        expect((await get(`${list}&skip=5`)).body).toEqual({ count: 5, items: [] });
      });

      it('filters and searches, both when both are given', async () => {
        const word = `w${newNumber()}`;
        await newQueue({ name: `${word} it's one`, ring_time: 10 });
        await newQueue({ name: `${word} two`, ring_time: 20, polling_strategy: 'CYCLIC_HUNT' });
        await newQueue({ name: `${word} three`, ring_time: 30 });
        const namesOf = async (query: string): Promise<string[]> =>
          (await get(`/api/call_queues?${query}`)).body.items.map((item: { name: string }) =>
            item.name.slice(word.length + 1),
          );
        const filter = (text: string): Promise<string[]> =>
          namesOf(`search=${word}&filter=${encodeURIComponent(text)}`);
        expect(await filter(`name eq '${word} it''s one'`)).toEqual(["it's one"]);
        expect(await filter('ring_time gt 10 and ring_time le 30')).toEqual(['two', 'three']);
        expect(await filter("endswith(name,'two') or not (ring_time ne 30)")).toEqual(['two', 'three']);
        expect(await filter("contains(name,'t') and polling_strategy eq 'CYCLIC_HUNT'")).toEqual(['two']);
        expect(await namesOf(`search=${encodeURIComponent(`${word} TWO or ${word} three`)}`)).toEqual([
          'two',
          'three',
        ]);
      });

      it('sees a change at once', async () => {
        const { path, number } = await newQueue();
        const list = `/api/call_queues?search=${number}`;
        expect((await get(list)).body.items[0].ring_time).toBe(20);
        await post(path, { ring_time: 21 });
        expect((await get(list)).body.items[0].ring_time).toBe(21);
        await post(`${path}/destroy`);
        expect((await get(list)).body).toEqual({ count: 0, items: [] });
      });

      it.each([
        'top=0',
        'top=101',
        'top=x',
        'skip=-1',
        'skip=1.5',
        'orderby=colour',
        'orderby=name up',
        'filter=name',
        "filter=colour eq 'red'",
        "filter=name eq 'red",
        'filter=(ring_time eq 1',
      ])('refuses %s', async (query) => {
        const answer = await get(`/api/call_queues?${query.replaceAll(' ', '%20')}`);
        expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'VALIDATE_FAILED']);
      });
    });

    describe('prompts', () => {
      it('takes a file in chunks and gives its bytes back', async () => {
        const chunks = ['RIFF', 'some', 'sound'].map((text) => new TextEncoder().encode(text + newNumber()));
        const whole = Buffer.concat(chunks);
        const digest = createHash('sha256').update(whole).digest('hex');
        const begun = await send('/api/blobs/uploads?filename=hold.wav', { method: 'POST' });
        const id = begun.headers.get('portsip-upload-id');
        const headers = {
          'portsip-upload-token': begun.headers.get('portsip-upload-token') ?? '',
          'content-type': 'application/octet-stream',
        };
        let size = 0;
        for (const body of chunks) {
          const appended = await send(`/api/blobs/uploads/${id}/append`, { method: 'POST', headers, body });
          size += body.length;
          expect([appended.status, appended.headers.get('range')]).toEqual([203, `0-${size - 1}`]);
        }
        expect((await get(`/api/blobs/uploads/${id}/status`)).headers.get('range')).toBe(`0-${size - 1}`);
        const wrong = await send(`/api/blobs/uploads/${id}/complete?digest=${'0'.repeat(64)}`, {
          method: 'POST',
          headers,
        });
        expect(wrong.status).toBe(400);
        const done = await send(`/api/blobs/uploads/${id}/complete?digest=${digest}`, {
          method: 'POST',
          headers,
        });
        expect(done.status).toBe(201);
        const file = await get(`/api/files/${done.body.id}`);
        expect(file.body).toMatchObject({ id: done.body.id, name: 'hold.wav', size: whole.length });
        expect((await get(`/api/files?filter=id eq '${done.body.id}'`)).body.items).toEqual([file.body]);
        const blob = await target.fetch(`/api/blobs/${digest}`);
        expect(blob.headers.get('content-disposition')).toContain('hold.wav');
        expect(Buffer.from(await blob.arrayBuffer()).equals(whole)).toBe(true);
        expect((await get(`/api/blobs/uploads/${id}/status`)).status).toBe(404);
      });

      it('wants the token of the upload', async () => {
        const begun = await send('/api/blobs/uploads', { method: 'POST' });
        const id = begun.headers.get('portsip-upload-id');
        for (const call of ['append', 'complete']) {
          const answer = await send(`/api/blobs/uploads/${id}/${call}`, {
            method: 'POST',
            headers: { 'portsip-upload-token': 'x' },
          });
          expect(answer.status).toBe(403);
        }
        expect((await post(`/api/blobs/uploads/${id}/destroy`)).status).toBe(204);
        expect((await post(`/api/blobs/uploads/${id}/destroy`)).status).toBe(404);
      });

      it('shows of a prompt its name, size and address, never its id', async () => {
        const bytes = new TextEncoder().encode(`sound ${newNumber()}`);
        const fileId = await upload(bytes, 'große "Pause".wav');
        const { path } = await newQueue({ moh_prompt_file_id: fileId });
        const shown = (await get(path)).body;
        expect(shown).toMatchObject({
          moh_prompt_file_name: 'große "Pause".wav',
          moh_prompt_file_size: bytes.length,
          intro_prompt_file_name: null,
        });
        expect(JSON.stringify(shown)).not.toContain(fileId);
        const blob = await target.fetch(shown.moh_prompt_file_url);
        expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
        await post(path, { ring_time: 5 });
        expect((await get(path)).body.moh_prompt_file_size).toBe(bytes.length);
      });

      it('refuses an id that no file has', async () => {
        const { path } = await newQueue();
        expect(refusedFields(await post(path, { intro_prompt_file_id: 'NzAw' }))).toEqual([
          'intro_prompt_file_id',
        ]);
      });
    });

    describe('what is no request of this API', () => {
      const asJson = { 'content-type': 'application/json' };
      it.each<[string, BodyOf, number]>([
        ['malformed JSON', { body: '{"name":', headers: asJson }, 400],
        ['no body', { headers: asJson }, 400],
        ['a list', { body: '[]', headers: asJson }, 400],
        ['invalid UTF-8', { body: new Uint8Array([0x7b, 0xff, 0x7d]), headers: asJson }, 400],
        ['nesting', { body: `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, headers: asJson }, 400],
        ['__proto__', { body: '{"__proto__":{"name":"x"}}', headers: asJson }, 400],
        ['a form', { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
        ['too much', { body: JSON.stringify({ name: 'x'.repeat(2 ** 20) }), headers: asJson }, 413],
      ])('refuses %s', async (_what, init, status) => {
        const answer = await send('/api/call_queues', { method: 'POST', ...init });
        expect(answer.status).toBe(status);
        expect(answer.body.errors[0]).toMatchObject({
          code: expect.any(String),
          message: expect.any(String),
        });
      });

      it('knows no other path, method or id', async () => {
        expect((await get('/api/nothing')).status).toBe(404);
        expect((await get('/')).status).toBe(404);
        expect((await get('/api/call_queues/NzAwNTUx')).status).toBe(404);
        expect((await get(`/api/call_queues/${'x'.repeat(3000)}`)).status).toBe(404);
        expect((await get('/api/call_queues/%00')).status).toBe(404);
        const wrong = await send('/api/call_queues', { method: 'DELETE' });
        expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
        expect(wrong.body.errors).toHaveLength(1);
      });
    });
  });
}

interface BodyOf {
  body?: string | Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}
