import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileToUpload } from '../../../src/api/calls.ts';
import { createClient } from '../../../src/api/client.ts';
import { ApiError, EnvironmentError } from '../../../src/model/errors.ts';
import { TransportError } from '../../../src/model/transport.ts';
import { createFaults, type FaultRule } from '../../../src/pbx/faults.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { connect, empty, fakeTime, json, refusal, script } from '../../support/fake-pbx.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const MIB = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-upload-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeFile(size: number, name = 'hold.wav'): Promise<FileToUpload & { bytes: Buffer }> {
  const bytes = randomBytes(size);
  const path = join(folder, 'local.bin');
  await writeFile(path, bytes);
  return { name, path, size, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}

/** Takes uploads as documented; `spelling` is the only digest it takes. */
function uploadPbx(
  spelling: 'algorithm' | 'bare' | 'none' = 'algorithm',
  onAppend?: (count: number) => void,
) {
  const uploads = new Map<string, Buffer[]>();
  let appends = 0;
  const pbx = script(({ path, body, headers }) => {
    const url = new URL(path, 'http://x');
    if (url.pathname === '/api/blobs/uploads') {
      const id = `u${uploads.size + 1}`;
      uploads.set(id, []);
      return empty(202, { 'portsip-upload-id': id, 'portsip-upload-token': `token-of-${id}` });
    }
    const [, id = '', call] = /uploads\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    if (headers['portsip-upload-token'] !== `token-of-${id}`) return refusal(403, 'FORBIDDEN');
    const chunks = uploads.get(id) ?? [];
    if (call === 'append') {
      appends += 1;
      chunks.push(Buffer.from(body as Uint8Array));
      onAppend?.(appends);
      return empty(203);
    }
    const hex = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
    const wanted = spelling === 'algorithm' ? `sha256:${hex}` : spelling === 'bare' ? hex : undefined;
    if (url.searchParams.get('digest') !== wanted) return refusal(400, 'VALIDATE_FAILED');
    return json({ id: `file-of-${id}` }, 201);
  });
  return { pbx, uploads };
}

describe('an upload', () => {
  it.each([0, 1, MIB, MIB + 1, 3 * MIB + 7])('of %i bytes arrives as it is, in pieces', async (size) => {
    const file = await makeFile(size);
    const { pbx, uploads } = uploadPbx();
    expect(await createClient(connect(pbx)).uploadFile(file)).toBe('file-of-u1');
    const chunks = uploads.get('u1') ?? [];
    expect(Buffer.concat(chunks).equals(file.bytes)).toBe(true);
    expect(chunks.every((chunk) => chunk.length <= MIB)).toBe(true);
  });

  it('names the file, whatever is in its name', async () => {
    const { pbx } = uploadPbx();
    await createClient(connect(pbx)).uploadFile(await makeFile(3, 'Größe & mehr?.wav'));
    expect(new URL(pbx.sent[0]?.path ?? '', 'http://x').searchParams.get('filename')).toBe(
      'Größe & mehr?.wav',
    );
    expect(pbx.sent[0]?.path).toMatch(/^[!-~]+$/);
    expect(pbx.sent[1]?.headers['content-type']).toBe('application/octet-stream');
  });

  it('tries the other spelling of the digest once', async () => {
    const file = await makeFile(10);
    const { pbx } = uploadPbx('bare');
    expect(await createClient(connect(pbx)).uploadFile(file)).toBe('file-of-u1');
    const refusing = uploadPbx('none');
    const failing = createClient(connect(refusing.pbx)).uploadFile(file);
    await expect(failing).rejects.toMatchObject({ failure: { status: 400 } });
    expect(refusing.pbx.lines().filter((line) => line.includes('/complete'))).toHaveLength(2);
  });

  it('is begun anew when it is unclear whether a piece arrived', async () => {
    const file = await makeFile(2 * MIB + 5);
    const { pbx, uploads } = uploadPbx('algorithm', (count) => {
      if (count === 2) throw new TransportError('the connection was cut', true);
    });
    expect(await createClient(connect(pbx)).uploadFile(file)).toBe('file-of-u2');
    expect(Buffer.concat(uploads.get('u2') ?? []).equals(file.bytes)).toBe(true);
  });

  it('ends after a few of those', async () => {
    const { pbx, uploads } = uploadPbx('algorithm', () => {
      throw new TransportError('the connection was cut', true);
    });
    await expect(createClient(connect(pbx)).uploadFile(await makeFile(5))).rejects.toBeInstanceOf(ApiError);
    expect(uploads.size).toBeLessThanOrEqual(5);
  });

  it('of a file that changed, or is not there, completes nothing', async () => {
    const file = await makeFile(10);
    const { pbx } = uploadPbx();
    const client = createClient(connect(pbx));
    await writeFile(file.path, 'something else');
    await expect(client.uploadFile(file)).rejects.toMatchObject({ code: 'CQ510' });
    const gone = client.uploadFile({ ...file, path: join(folder, 'gone.wav') });
    await expect(gone).rejects.toBeInstanceOf(EnvironmentError);
    await expect(gone).rejects.toMatchObject({ code: 'CQ510' });
    expect(pbx.lines().filter((line) => line.includes('/complete'))).toEqual([]);
  });

  it('names the header that an answer lacks', async () => {
    const pbx = script(() => empty(202, { 'portsip-upload-id': 'u1' }));
    await expect(createClient(connect(pbx)).uploadFile(await makeFile(1))).rejects.toMatchObject({
      code: 'CQ504',
      message: expect.stringContaining('PortSIP-Upload-Token'),
    });
  });
});

describe('an upload to the embedded PBX', () => {
  const faults: FaultRule['fault'][] = [
    { type: 'cut', when: 'before' },
    { type: 'cut', when: 'after' },
    { type: 'cut_body' },
    { type: 'status', status: 429 },
    { type: 'status', status: 503 },
    { type: 'status', status: 503, when: 'after' },
    { type: 'html', when: 'after' },
    { type: 'token_expired' },
  ];
  const calls = [/uploads$/, /append$/, /complete$/];
  const cases = calls.flatMap((path) => faults.map((fault) => ({ path, fault })));

  it.each(cases)('gets through when $path meets $fault.type $fault.status $fault.when', async (rule) => {
    const file = await makeFile(MIB + 9);
    const met = createFaults([rule]);
    const opened = await openTestPbx({ faults: met });
    try {
      const client = createClient(connect({ transport: createInProcessTransport(opened.pbx) }, fakeTime()));
      const id = await client.uploadFile(file);
      expect(await client.getFile(id)).toMatchObject({ name: 'hold.wav', size: file.size });
      const blob = await opened.send('GET', `/api/blobs/${file.sha256}`);
      expect(Buffer.from(await blob.arrayBuffer()).equals(file.bytes)).toBe(true);
      expect(met.met).toBe(1);
    } finally {
      await opened.close();
    }
  });
});
