import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestPbx } from '../../support/open-test-pbx.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const USERS = [
  { username: 'admin', password: 'pässword' },
  { username: 'queues', password: 'other', domain: 'tenant.example' },
];

interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  token_type: string;
}

describe('signing in', () => {
  let test: TestPbx;
  let nowMs = 1_000_000;
  afterEach(() => test.close());

  const grant = (fields: Record<string, string>): Promise<Response> =>
    test.pbx.fetch(
      new Request('http://pbx.invalid/api/login/oauth/token', {
        method: 'POST',
        body: new URLSearchParams(fields),
      }),
    );
  const withPassword = { grant_type: 'password', username: 'admin', password: 'pässword', scope: 'all' };
  const tokensOf = async (answer: Response): Promise<Tokens> => {
    expect(answer.status).toBe(200);
    return (await answer.json()) as Tokens;
  };
  const statusWith = async (token: string): Promise<number> =>
    (await test.send('GET', '/api/call_queues', undefined, { authorization: `Bearer ${token}` })).status;
  const open = async (): Promise<void> => {
    test = await openTestPbx({ token: 'fixed', users: USERS, tokenLifeSeconds: 60, now: () => nowMs });
  };

  it('gives a token for a password, until it runs out', async () => {
    await open();
    const tokens = await tokensOf(await grant(withPassword));
    expect(tokens).toMatchObject({ expires_in: 60, token_type: 'Bearer' });
    expect(await statusWith(tokens.access_token)).toBe(200);
    expect(await statusWith(tokens.refresh_token)).toBe(401);
    nowMs += 60_000;
    expect(await statusWith(tokens.access_token)).toBe(401);
  });

  it('refreshes once with each refresh token', async () => {
    await open();
    const first = await tokensOf(await grant(withPassword));
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = await tokensOf(await grant(refresh));
    expect(await statusWith(first.access_token)).toBe(401);
    expect(await statusWith(second.access_token)).toBe(200);
    expect((await grant(refresh)).status).toBe(400);
    expect((await grant({ ...refresh, refresh_token: second.access_token })).status).toBe(400);
  });

  it('revokes both tokens of a pair', async () => {
    await open();
    const tokens = await tokensOf(await grant(withPassword));
    const authorization = { authorization: `Bearer ${tokens.access_token}` };
    expect((await test.send('POST', '/api/login/oauth/revoke', undefined, authorization)).status).toBe(204);
    expect(await statusWith(tokens.access_token)).toBe(401);
    expect((await grant({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).status).toBe(
      400,
    );
  });

  it.each([
    { ...withPassword, password: 'wrong' },
    { ...withPassword, username: 'nobody' },
    { ...withPassword, domain: 'tenant.example' },
    { ...withPassword, username: 'queues', password: 'other' },
    { grant_type: 'password' },
    { grant_type: 'client_credentials' },
    { grant_type: 'refresh_token' },
  ])('refuses %j with 400', async (fields) => {
    await open();
    const answer = await grant(fields as unknown as Record<string, string>);
    const { errors } = (await answer.json()) as { errors: { code: string }[] };
    const code = fields.grant_type === 'client_credentials' ? 'VALIDATE_FAILED' : 'UNAUTHORIZED';
    expect([answer.status, errors[0]?.code]).toEqual([400, code]);
  });

  it('knows a user of a tenant by the domain', async () => {
    await open();
    const fields = {
      grant_type: 'password',
      username: 'queues',
      password: 'other',
      domain: 'tenant.example',
    };
    expect(await statusWith((await tokensOf(await grant(fields))).access_token)).toBe(200);
  });

  it('lets nobody else in, and tells them nothing', async () => {
    await open();
    expect(await statusWith('fixed')).toBe(200);
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer fixe',
      'Bearer fixed2',
      'Basic fixed',
      'fixed',
    ]) {
      for (const path of [
        '/api/call_queues',
        '/api/call_queues/NzAw',
        '/api/nothing',
        '/api/call_queues/a/destroy',
      ]) {
        const answer = await test.send('GET', path, undefined, authorization === '' ? {} : { authorization });
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(await answer.json()).toEqual({
          errors: [{ code: 'UNAUTHORIZED', message: 'a valid bearer token is needed' }],
        });
      }
    }
    // The bytes of a file are public, as the addresses of prompts are.
    expect((await test.send('GET', `/api/blobs/${'0'.repeat(64)}`)).status).toBe(404);
  });

  it('keeps tokens over a restart, and only their hashes', async () => {
    await open();
    const { access_token } = await tokensOf(await grant(withPassword));
    const { dataFile } = test;
    await test.pbx.close();
    expect((await readFile(dataFile)).includes(access_token)).toBe(false);
    const again = await openTestPbx({ dataFile, users: USERS, now: () => nowMs });
    const answer = await again.send('GET', '/api/files', undefined, {
      authorization: `Bearer ${access_token}`,
    });
    expect(answer.status).toBe(200);
    await again.close();
  });
});
