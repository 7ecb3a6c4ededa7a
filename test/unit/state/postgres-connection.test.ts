import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { StateError } from '../../../src/model/errors.ts';
import { connectPostgres } from '../../../src/state/postgres-connection.ts';

test.each([
  ['?sslrootcert=/nowhere/ca.pem', '/nowhere/ca.pem'],
  ['?sslcert=/', 'it is a folder'],
  ['?sslnegotiation=never', 'never'],
])('an address that ends with %s is refused before anything is sent', async (query, named) => {
  const refusal = await connectPostgres({
    url: `postgres://u:hunter2@127.0.0.1:9/db${query}`,
    env: {},
  }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StateError);
  expect(refusal).toMatchObject({ code: 'CQ605', hint: expect.stringContaining('CQCTL_STATE_URL') });
  expect(String(refusal)).toContain(named);
  expect(String(refusal)).not.toContain('hunter2');
});

test('a server that answers the request for TLS with no is recognised, with the words of the real driver', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end('N')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const refusal = connectPostgres({ url: `postgres://u@127.0.0.1:${port}/db?sslmode=verify-full`, env: {} });
  await expect(refusal).rejects.toMatchObject({ code: 'CQ614' });
});
