/** Whole runs of a project whose state is in PostgreSQL. */

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let server: PostgresServer;
let pbx: StrictPbx;
let project: Project;
let database: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  const url = await server.newDatabase();
  database = new URL(url).pathname.slice(1);
  project = await makeProject(yaml(20), { CQCTL_TOKEN: TOKEN, CQCTL_STATE_URL: url });
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const yaml = (ring: number, count = 1) => `version: 1
target: { url: "${pbx.url}" }
state: { backend: postgres, name: my-project }
queues:
${Array.from({ length: count }, (_unused, at) => `  q${at}: { extension_number: "${8000 + at}", ring_time: ${ring}, agents: ["2001"] }`).join('\n')}
`;

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await project.run(...args);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout + stderr).not.toContain(server.password);
  return stdout;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to that');
}

const isLocked = async () =>
  (
    await server.query(
      database,
      "select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database where datname = current_database())",
    )
  ).length > 0;

test('apply, plan again, and all the commands of state', async () => {
  expect(await succeed('plan')).toContain('2 to create');
  await succeed('apply', '--auto-approve');
  await succeed('plan', '--detailed-exitcode');
  expect(await succeed('state', 'list')).toContain('agents.q0');
  expect(await succeed('state', 'show', 'queue.q0')).toContain('8000');
  await project.write('copy.json', await succeed('state', 'pull'));
  await succeed('state', 'mv', 'queue.q0', 'queue.b');
  expect(await succeed('state', 'list')).toContain('agents.b');
  await succeed('state', 'rm', 'agents.b');
  await succeed('state', 'push', 'copy.json', '--force');
  expect(await succeed('state', 'list')).toContain('agents.q0');
  expect(await succeed('state', 'unlock')).toContain('not locked');
  await succeed('plan', '--detailed-exitcode');
  expect(await isLocked()).toBe(false);
});

test('PGHOST and its kin say where it is, too', async () => {
  const { CQCTL_STATE_URL: _url, ...env } = project.env;
  Object.assign(project.env, env, {
    CQCTL_STATE_URL: '',
    PGHOST: '127.0.0.1',
    PGPORT: String(server.port),
    PGUSER: server.user,
    PGPASSWORD: server.password,
    PGDATABASE: database,
  });
  await succeed('apply', '--auto-approve');
  expect(await server.query(database, 'select name from cqctl.states')).toEqual([{ name: 'my-project' }]);
});

test('another run has the lock: 3, and whose it is; waited for, or taken away, it goes on', async () => {
  const slow = () => {
    pbx.latencyMs = 400;
    return project.start('apply', '--auto-approve');
  };
  const first = slow();
  await until(isLocked);
  const refused = await project.run('apply', '--auto-approve');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/locked by \S+@\S+ \(pid \d+\) since 20/);
  const waited = await project.run('apply', '--auto-approve', '--lock-timeout', '60');
  expect(waited.code, waited.stderr).toBe(0);
  expect((await first.ended).code).toBe(0);
});

test('a lock that is taken away: its holder stops, what it did is kept, and the next run goes on', async () => {
  await project.write('cqctl.yaml', yaml(20, 30));
  pbx.latencyMs = 150;
  const first = project.start('apply', '--auto-approve', '--parallelism', '1');
  await until(isLocked);
  await until(async () => pbx.queues.size > 2);
  expect((await project.run('state', 'unlock', 'other')).code).toBe(3);
  expect(await succeed('state', 'unlock')).toContain('for apply since 20');
  const ended = await first.ended;
  expect(ended.code, ended.stdout).toBe(1);
  expect(ended.stdout + ended.stderr).toContain('the lock with it');
  expect(ended.stdout + ended.stderr).toContain('.unsaved');
  const made = pbx.queues.size;
  expect(made).toBeLessThan(30);
  pbx.latencyMs = 0;
  await succeed('state', 'push', '.cqctl/state.json.unsaved');
  await succeed('apply', '--auto-approve');
  expect(pbx.queues.size).toBe(30);
  await succeed('plan', '--detailed-exitcode');
});

test('a lock whose session ends while the plan reads: nothing is written', async () => {
  await project.write('cqctl.yaml', yaml(20, 8));
  pbx.latencyMs = 700;
  const first = project.start('apply', '--auto-approve');
  await until(isLocked);
  await server.query(
    database,
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and objsubid = 1",
  );
  const ended = await first.ended;
  expect(ended.code, ended.stdout).toBe(1);
  expect(ended.stderr).toContain('CQ612');
  expect(ended.stderr).toContain('run the command again');
  expect(pbx.queues.size).toBe(0);
  pbx.latencyMs = 0;
  await succeed('apply', '--auto-approve');
  expect(pbx.queues.size).toBe(8);
});

test('a holder that is killed leaves no lock, and the same command again converges', async () => {
  await project.write('cqctl.yaml', yaml(20, 30));
  pbx.latencyMs = 100;
  const first = project.start('apply', '--auto-approve', '--parallelism', '2');
  await until(async () => pbx.queues.size > 3);
  first.child.kill('SIGKILL');
  await first.ended;
  await until(async () => !(await isLocked()));
  pbx.latencyMs = 0;
  await succeed('apply', '--auto-approve');
  expect(pbx.queues.size).toBe(30);
  await succeed('plan', '--detailed-exitcode');
});

test('two at once: one works, the other waits its turn or is told who', async () => {
  pbx.latencyMs = 200;
  const ended = await Promise.all([1, 2].map(() => project.run('apply', '--auto-approve')));
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 3]);
  expect(ended.find(({ code }) => code === 3)?.stderr).toContain('locked by');
});
