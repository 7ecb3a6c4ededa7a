/** One data file, several processes, some of them killed. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledRooms } from '../../support/compiled-rooms.ts';
import { compileRooms } from '../../support/compiled-rooms.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

/** Creates queues from one number to another, eight at a time, each with agents, and prints every answer it gets. */
const WRITER = `
import { writeSync } from 'node:fs';
import { openPbx } from './pbx/pbx.js';
const [dataFile, from, to] = process.argv.slice(2);
const pbx = await openPbx({ dataFile });
const post = (path, body) => pbx.fetch(new Request('http://pbx.invalid' + path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
const say = (...words) => writeSync(1, words.join(' ') + '\\n');
let next = Number(from);
await Promise.all(Array.from({ length: 8 }, async () => {
  while (next < Number(to)) {
    const number = String(next++);
    const answer = await post('/api/call_queues', {
      name: 'x'.repeat(60), extension_number: number, polling_strategy: 'CYCLIC_HUNT' });
    if (answer.status !== 200) { say('refused', number, answer.status); continue; }
    const { id } = await answer.json();
    say('created', number, id);
    const items = Array.from({ length: 10 }, (_, n) => ({ extension_number: String(2000 + n) }));
    if ((await post('/api/call_queues/' + id + '/agents', { items })).status === 200) say('staffed', number, id);
  }
}));
await pbx.close();
`;

interface Said {
  what: string;
  number: string;
  id: string;
}

describe('one data file', () => {
  let compiled: CompiledRooms;
  let folder: string;
  beforeAll(async () => {
    compiled = await compileRooms(['model', 'kinds', 'pbx']);
    folder = await mkdtemp(join(tmpdir(), 'cqctl-pbx-data-'));
    await writeFile(join(compiled.folder, 'writer.js'), WRITER);
  });
  afterAll(async () => {
    await compiled.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** `onSaid` is called with all that was said so far. */
  async function runWriter(
    dataFile: string,
    from: number,
    to: number,
    onSaid: (said: Said[], child: ChildProcess) => void = () => undefined,
  ): Promise<{ said: Said[]; signal: NodeJS.Signals | null }> {
    const child = spawn(process.execPath, ['writer.js', dataFile, String(from), String(to)], {
      cwd: compiled.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: Said[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [what = '', number = '', id = ''] = line.split(' ');
      said.push({ what, number, id });
      onSaid(said, child);
    });
    const [[, signal]] = (await Promise.all([once(child, 'exit'), once(lines, 'close')])) as [
      [number | null, NodeJS.Signals | null],
      unknown,
    ];
    return { said, signal };
  }

  it('has all that was answered before a SIGKILL, and goes on', async () => {
    const dataFile = join(folder, 'killed.mdb');
    const created = new Map<string, string>();
    const staffed: string[] = [];
    for (const round of [1, 2, 3]) {
      const after = 20 + Math.floor(Math.random() * 200);
      const { said, signal } = await runWriter(
        dataFile,
        round * 100_000,
        round * 100_000 + 99_999,
        (sofar, child) => {
          if (sofar.length === after) child.kill('SIGKILL');
        },
      );
      expect(signal).toBe('SIGKILL');
      for (const { what, number, id } of said) {
        if (what === 'created') created.set(number, id);
        if (what === 'staffed') staffed.push(id);
      }
      const { send, close } = await openTestPbx({ dataFile });
      for (const [number, id] of created) {
        const shown = await (await send('GET', `/api/call_queues/${id}`)).json();
        expect(shown).toMatchObject({ id, extension_number: number });
      }
      for (const id of staffed) {
        const shown = (await (await send('GET', `/api/call_queues/${id}/agents`)).json()) as {
          items: unknown[];
        };
        expect(shown.items).toHaveLength(10);
      }
      // Whatever was cut off is there whole or not at all: the list, the objects and the numbers agree.
      const listed = await listQueues(send);
      expect(listed.length).toBeGreaterThanOrEqual(created.size);
      expect(new Set(listed.map((line) => line.extension_number)).size).toBe(listed.length);
      for (const line of listed) {
        expect(
          await (await send('GET', `/api/extension_numbers/${line.extension_number}`)).json(),
        ).toMatchObject({
          id: line.id,
        });
      }
      await close();
    }
  });

  it('gives a number to one queue, whichever process asks, and shows each what the other wrote', async () => {
    const dataFile = join(folder, 'shared.mdb');
    const { send, close } = await openTestPbx({ dataFile });
    expect(await listQueues(send)).toEqual([]);
    const [a, b] = await Promise.all([runWriter(dataFile, 3000, 3400), runWriter(dataFile, 3000, 3400)]);
    const all = [...a.said, ...b.said];
    const created = all.filter(({ what }) => what === 'created');
    const refused = all.filter(({ what }) => what === 'refused');
    expect([created.length, refused.length]).toEqual([400, 400]);
    expect(new Set(refused.map(({ id: status }) => status))).toEqual(new Set(['409']));
    const listed = await listQueues(send);
    expect(listed.map(({ id }) => id).sort()).toEqual(created.map(({ id }) => id).sort());
    await close();
  });

  it('can be written to when another process was killed over it', async () => {
    const dataFile = join(folder, 'left.mdb');
    const { send, close } = await openTestPbx({ dataFile });
    for (const round of [1, 2, 3]) {
      const { said } = await runWriter(dataFile, round * 10_000, round * 10_000 + 9999, (sofar, child) => {
        if (sofar.length === 40 * round) child.kill('SIGKILL');
      });
      const body = { name: 'x', extension_number: `70${round}`, polling_strategy: 'CYCLIC_HUNT' };
      expect((await send('POST', '/api/call_queues', body)).status).toBe(200);
      const last = said.findLast(({ what }) => what === 'created');
      expect((await send('GET', `/api/call_queues/${last?.id}`)).status).toBe(200);
    }
    await close();
  });
});

interface QueueLine {
  id: string;
  extension_number: string;
}

async function listQueues(send: (method: 'GET', path: string) => Promise<Response>): Promise<QueueLine[]> {
  const lines: QueueLine[] = [];
  for (;;) {
    const answer = await send('GET', `/api/call_queues?skip=${lines.length}`);
    const page = (await answer.json()) as { count: number; items: QueueLine[] };
    lines.push(...page.items);
    if (page.items.length === 0) {
      expect(lines).toHaveLength(page.count);
      return lines;
    }
  }
}
