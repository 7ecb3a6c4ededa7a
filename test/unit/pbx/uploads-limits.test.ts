import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestPbx, type TestPbx } from '../../support/open-test-pbx.ts';

let pbx: TestPbx;
beforeEach(async () => {
  pbx = await openTestPbx({ uploadLimits: { count: 3, bytes: 100 } });
});
afterEach(() => pbx.close());

const begin = () => pbx.send('POST', '/api/blobs/uploads?filename=a.wav');
async function begun(): Promise<{ id: string; token: string }> {
  const { status, headers } = await begin();
  expect(status).toBe(202);
  return { id: headers.get('portsip-upload-id') ?? '', token: headers.get('portsip-upload-token') ?? '' };
}
const add = ({ id, token }: { id: string; token: string }, bytes: number, end = 'append') =>
  pbx.pbx.fetch(
    new Request(`http://pbx.invalid/api/blobs/uploads/${id}/${end}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'portsip-upload-token': token },
      body: new Uint8Array(bytes),
    }),
  );

test('uploads that were begun are bounded in number, until one is destroyed or completed', async () => {
  const [first, second] = [await begun(), await begun(), await begun()];
  const refused = await begin();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ errors: [{ code: 'TOO_MANY_UPLOADS' }] });
  expect((await pbx.send('POST', `/api/blobs/uploads/${first?.id}/destroy`)).status).toBe(204);
  await begun();
  expect((await begin()).status).toBe(429);
  expect((await add(second as { id: string; token: string }, 5, 'complete')).status).toBe(201);
  await begun();
});

test('and in bytes, all together', async () => {
  const [first, second] = [await begun(), await begun()];
  expect((await add(first, 60)).status).toBe(203);
  expect((await add(second, 41)).status).toBe(413);
  expect((await add(second, 41, 'complete')).status).toBe(413);
  expect((await add(second, 40)).status).toBe(203);
  expect((await add(first, 1)).status).toBe(413);
  expect((await add(first, 0, 'complete')).status).toBe(201);
  expect((await add(second, 60)).status).toBe(203);
});
