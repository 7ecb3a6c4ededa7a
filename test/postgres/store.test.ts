/** State in PostgreSQL: the suites of every backend, and what only a database can do wrong. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDocument, serializeDocument } from '../../src/state/document.ts';
import { openPostgresStore } from '../../src/state/postgres-store.ts';
import { describeStateLock } from '../conformance/lock.ts';
import { describeStateStore } from '../conformance/state-store.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';

let server: PostgresServer;
let folder = '';
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'cqctl-pg-state-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const storeOf = (url: string, name: string) =>
  openPostgresStore(
    { backend: 'postgres', name, rescuePath: join(folder, `${name}.unsaved`) },
    { url, env: {} },
  );
const document = { ...newDocument('http://x'), serial: 1 };
const databaseOf = (url: string) => new URL(url).pathname.slice(1);

const open = async () => {
  const url = await server.newDatabase();
  const name = `project-${++count}`;
  return { store: storeOf(url, name), another: () => storeOf(url, name), close: async () => undefined };
};
describeStateStore('postgres', open);
describeStateLock('postgres', open);

describe('a database', () => {
  test('has many states beside each other, each with a lock of its own', async () => {
    const url = await server.newDatabase();
    const [a, b] = [storeOf(url, 'a'), storeOf(url, 'b')];
    const locks = [await a.lock('apply', { timeoutMs: 0 }), await b.lock('apply', { timeoutMs: 0 })];
    await a.write(document);
    await b.write({ ...newDocument('http://y'), serial: 7 });
    for (const lock of locks) await lock.release();
    expect((await storeOf(url, 'a').read())?.target).toBe('http://x');
    expect((await storeOf(url, 'b').read())?.serial).toBe(7);
  });

  test('whoever only reads makes nothing in it', async () => {
    const url = await server.newDatabase();
    const store = storeOf(url, 'x');
    expect(await store.read()).toBeNull();
    expect(await store.holder()).toBeNull();
    expect(await store.forceUnlock()).toBeNull();
    const rows = await server.query(databaseOf(url), "select 1 from pg_namespace where nspname = 'cqctl'");
    expect(rows).toEqual([]);
  });

  test('many that make the tables at once make them once', async () => {
    const url = await server.newDatabase();
    await Promise.all(
      Array.from({ length: 10 }, (_unused, index) => storeOf(url, `n${index}`).write(document)),
    );
    expect(await server.query(databaseOf(url), 'select name from cqctl.states')).toHaveLength(10);
  });

  test('first writers without a lock: one writes, the others are told', async () => {
    const url = await server.newDatabase();
    await storeOf(url, 'other').write(document);
    const ended = await Promise.allSettled(
      Array.from({ length: 6 }, async () => {
        const store = storeOf(url, 'x');
        await store.read();
        await store.write({ ...newDocument('http://x'), serial: 1 });
      }),
    );
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of ended)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'CQ603' });
  });

  test('keeps the document byte by byte', async () => {
    const url = await server.newDatabase();
    await storeOf(url, 'x').write(document);
    const [row] = await server.query(databaseOf(url), 'select document from cqctl.states');
    expect(row?.['document']).toBe(serializeDocument(document));
  });

  test('a session that is ended takes the lock with it, and its holder writes no more', async () => {
    const url = await server.newDatabase();
    const [store, other] = [storeOf(url, 'x'), storeOf(url, 'x')];
    const lock = await store.lock('apply', { timeoutMs: 0 });
    await store.write(document);
    const others = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cqctl'";
    await server.query(databaseOf(url), others);
    expect(await other.holder()).toBeNull();
    const lost = store.write({ ...document, serial: 2 });
    await expect(lost).rejects.toMatchObject({
      code: 'CQ605',
      message: expect.stringContaining('lock'),
    });
    await expect(store.write({ ...document, serial: 3 })).rejects.toMatchObject({ code: 'CQ605' });
    await lock.release();
    expect((await other.read())?.serial).toBe(1);
    const rescued = await store.rescue({ ...document, serial: 2 });
    expect(readFileSync(rescued ?? '', 'utf8')).toContain('"serial":2');
  });

  test('a row left by a dead holder is no lock', async () => {
    const url = await server.newDatabase();
    const store = storeOf(url, 'x');
    await (await store.lock('apply', { timeoutMs: 0 })).release();
    await server.query(
      databaseOf(url),
      "insert into cqctl.locks values ('x', 'id', 'ann@gone', 'apply', '2026-01-01T00:00:00Z')",
    );
    expect(await store.holder()).toBeNull();
    const lock = await store.lock('apply', { timeoutMs: 0 });
    expect(await store.holder()).toMatchObject({ id: lock.holder.id });
    await lock.release();
  });

  test('the row of a lock is read in part, however much stands in it', async () => {
    const url = await server.newDatabase();
    const lock = await storeOf(url, 'x').lock('apply', { timeoutMs: 0 });
    await server.query(databaseOf(url), "update cqctl.locks set who = repeat('w', 10000000)");
    const refusal = await storeOf(url, 'x')
      .lock('apply', { timeoutMs: 0 })
      .catch((error: unknown) => error);
    expect(String(refusal).length).toBeLessThan(1000);
    expect(refusal).toMatchObject({ code: 'CQ610', holder: { who: 'w'.repeat(500) } });
    await lock.release();
  });

  test('a full disk loses nothing: what is there stays, what is new is kept beside the project', async () => {
    const url = await server.newDatabase();
    const store = storeOf(url, 'x');
    await store.write(document);
    await server.query(
      databaseOf(url),
      `create function no_space() returns trigger language plpgsql as $$
         begin raise exception 'could not extend file' using errcode = '53100'; end $$;
       create trigger no_space before update on cqctl.states for each row execute function no_space()`,
    );
    await expect(store.write({ ...document, serial: 2 })).rejects.toMatchObject({
      code: 'CQ605',
      message: expect.stringContaining('has no space left'),
    });
    expect((await storeOf(url, 'x').read())?.serial).toBe(1);
    expect(await store.rescue({ ...document, serial: 2 })).toBeDefined();
  });

  test('a damaged document is said to be one', async () => {
    const url = await server.newDatabase();
    await storeOf(url, 'x').write(document);
    await server.query(databaseOf(url), "update cqctl.states set document = '{'");
    await expect(storeOf(url, 'x').read()).rejects.toMatchObject({ code: 'CQ601' });
  });
});

describe('what it refuses is said in words, without the password', () => {
  const refusal = async (url: string): Promise<{ code: string; message: string; hint: string }> => {
    const store = storeOf(url, 'x');
    const error = (await store.lock('apply', { timeoutMs: 0 }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )) as { code: string; message: string; hint: string };
    expect(`${error.message} ${error.hint}`).not.toContain(server.password);
    expect(error.code).toBe('CQ605');
    return error;
  };

  test('a wrong password', async () => {
    const url = (await server.newDatabase()).replace(server.password, 'wrong');
    expect((await refusal(url)).message).toContain('refuses the credentials');
  });

  test('a database, a host, a server that is not there', async () => {
    const url = await server.newDatabase();
    expect((await refusal(url.replace('/state_', '/nowhere_'))).message).toContain('has no such database');
    expect((await refusal(url.replace(`:${server.port}/`, ':9/'))).message).toContain('does not answer');
    expect((await refusal(url.replace('@127.0.0.1', '@nowhere.invalid'))).message).toContain(
      'does not answer',
    );
  });

  test('no right to make the tables, and a server that is read-only', async () => {
    const url = await server.newDatabase();
    const database = databaseOf(url);
    await server.query('postgres', `alter database ${database} owner to admin`);
    expect((await refusal(url)).hint).toContain('GRANT CREATE ON DATABASE');
    const other = await server.newDatabase();
    await server.query(
      'postgres',
      `alter database ${databaseOf(other)} set default_transaction_read_only = on`,
    );
    expect((await refusal(other)).message).toContain('read-only');
  });
});
