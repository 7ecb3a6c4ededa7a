import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCredentials, readStateUrl } from '../../../src/cli/access/credentials.ts';
import { createRedactor } from '../../../src/model/redactor.ts';
import { fakeHost } from '../../support/fake-host.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-credentials-'));
  writeFileSync(join(folder, 'token'), 'token-of-a-file\nsecond line\n');
  writeFileSync(join(folder, 'empty'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(env: { [name: string]: string }, environment?: string) {
  const redactor = createRedactor();
  return {
    credentials: readCredentials(fakeHost({ env, cwd: folder }).host, redactor, environment),
    redactor,
  };
}

describe('credentials', () => {
  test('a token wins over a user name', () => {
    const { credentials } = read({
      CQCTL_TOKEN: 'the-token',
      CQCTL_USERNAME: 'u',
      CQCTL_PASSWORD: 'the-password',
    });
    expect(credentials).toEqual({ kind: 'token', token: 'the-token' });
  });

  test('a file holds the token in its first line, and is redacted like any other', () => {
    const { credentials, redactor } = read({ CQCTL_TOKEN_FILE: 'token' });
    expect(credentials).toMatchObject({ kind: 'token', token: 'token-of-a-file' });
    expect(redactor.redact('Bearer token-of-a-file')).toBe('Bearer ***');
  });

  test('a file can be read again, and what it holds then is redacted too', () => {
    const path = join(folder, 'rotated');
    writeFileSync(path, 'token-of-the-morning\n');
    const { credentials, redactor } = read({ CQCTL_TOKEN_FILE: path });
    const reread = credentials.kind === 'token' ? credentials.reread : undefined;
    expect(reread?.()).toBe('token-of-the-morning');
    writeFileSync(path, 'token-of-the-evening\n');
    expect(reread?.()).toBe('token-of-the-evening');
    expect(redactor.redact('Bearer token-of-the-evening')).toBe('Bearer ***');
    writeFileSync(path, '');
    expect(reread?.()).toBeUndefined();
    unlinkSync(path);
    expect(reread?.()).toBeUndefined();
  });

  test('a user name comes with a password and maybe a domain', () => {
    const env = { CQCTL_USERNAME: 'u', CQCTL_PASSWORD_FILE: 'token', CQCTL_DOMAIN: 'example.com' };
    expect(read(env).credentials).toEqual({
      kind: 'password',
      username: 'u',
      password: 'token-of-a-file',
      domain: 'example.com',
    });
  });

  test('there may be none', () => {
    expect(read({ CQCTL_TOKEN: '' }).credentials).toEqual({ kind: 'none' });
  });

  test.each([
    [{ CQCTL_TOKEN_FILE: 'nowhere' }, 'nowhere'],
    [{ CQCTL_TOKEN_FILE: 'empty' }, 'empty'],
    [{ CQCTL_USERNAME: 'u' }, 'CQCTL_PASSWORD'],
  ])('%j is an error that names what is missing', (env, named) => {
    expect(() => read(env as { [name: string]: string })).toThrow(
      expect.objectContaining({ code: 'CQ903', message: expect.stringContaining(named) }),
    );
  });

  test.each(['mysql://u:hunter2@db/x', 'postgres://u:hunter2%ZZ@db/x', 'postgres://u:hunter2%@db/x'])(
    '%s is no address of a database, and is not repeated',
    (url) => {
      const { host } = fakeHost({ env: { CQCTL_STATE_URL: url }, cwd: folder });
      expect(() => readStateUrl(host, createRedactor())).toThrow(
        expect.objectContaining({ code: 'CQ903', message: expect.not.stringContaining('hunter2') }),
      );
    },
  );

  test('those of an environment win as a whole: a token is for one PBX', () => {
    const env = {
      CQCTL_TOKEN: 'the-general-token',
      CQCTL_DOMAIN: 'general.example.com',
      CQCTL_USERNAME__NORTH_1: 'n',
      CQCTL_PASSWORD_FILE__NORTH_1: 'token',
    };
    const own = { kind: 'password', username: 'n', password: 'token-of-a-file' };
    expect(read(env, 'north-1').credentials).toEqual(own);
    expect(read(env, 'south').credentials).toEqual({ kind: 'token', token: 'the-general-token' });
    expect(() => read({ ...env, CQCTL_PASSWORD_FILE__NORTH_1: 'nowhere' }, 'north-1')).toThrow(
      'CQCTL_PASSWORD_FILE__NORTH_1 names nowhere',
    );
    expect(() => read({ CQCTL_USERNAME__A: 'a', CQCTL_PASSWORD: 'the-general' }, 'a')).toThrow(
      'CQCTL_USERNAME__A is set, but neither CQCTL_PASSWORD__A nor CQCTL_PASSWORD_FILE__A',
    );
  });
});
