/** Commands against the embedded PBX, in this process; what only a process of its own can show is in test/e2e. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/model/plan.ts';
import { runMain } from '../../support/fake-host.ts';

const PROJECT = `version: 1
queues:
  support:
    extension_number: "8000"
    ring_time: 20
    agents: ["2001", "2002"]
  sales:
    extension_number: "8100"
`;

let cwd = '';
const cqctl = (...args: string[]) => runMain(args, { cwd });
const write = (text: string) => writeFileSync(join(cwd, 'cqctl.yaml'), text);
const edit = (from: string, to: string) =>
  write(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8').replace(from, to));
const planJson = async () => JSON.parse((await cqctl('plan', '--format', 'json')).stdout) as Plan;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-commands-'));
  write(PROJECT);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('plan and apply', () => {
  test('converge, and say on stderr that the PBX is the embedded one', async () => {
    const first = await cqctl('plan', '--detailed-exitcode');
    expect(first.exitCode).toBe(2);
    expect(first.stderr).toBe('using the embedded PBX (.cqctl/pbx.mdb)\n');
    expect(first.stdout).toContain('Plan: 3 to create.');
    expect((await cqctl('apply', '--auto-approve')).exitCode).toBe(0);
    const second = await cqctl('plan', '--detailed-exitcode');
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/^No changes\./);
  });

  test('a plan writes nothing but what the embedded PBX keeps', async () => {
    expect((await cqctl('plan')).exitCode).toBe(0);
    expect(existsSync(join(cwd, '.cqctl/state.json'))).toBe(false);
  });

  test('two plans are the same bytes', async () => {
    const [one, other] = [await cqctl('plan', '--format', 'json'), await cqctl('plan', '--format', 'json')];
    expect(one.exitCode).toBe(0);
    expect(one.stdout).toBe(other.stdout);
  });

  test('are what they are though a password is a number or a word that they have', async () => {
    const plain = await cqctl('plan', '--format', 'json');
    for (const password of ['8000', 'true', 'queue']) {
      const env = { CQCTL_USERNAME: 'u', CQCTL_PASSWORD: password };
      const args = ['plan', '--format', 'json', '--output', 'json=plan.json'];
      expect((await runMain(args, { cwd, env })).stdout).toBe(plain.stdout);
      expect(readFileSync(join(cwd, 'plan.json'), 'utf8')).toBe(plain.stdout);
    }
    const env = { CQCTL_PASSWORD: 'queue.support' };
    expect((await runMain(['plan', '--format', 'json'], { cwd, env })).stdout).not.toContain('queue.support');
  });

  test('a saved plan is applied without asking, and once only', async () => {
    expect((await cqctl('plan', '--out', 'next.cqplan')).exitCode).toBe(0);
    const shown = await cqctl('show', 'next.cqplan', '--format', 'json');
    expect(JSON.parse(shown.stdout)).toEqual(await planJson());
    expect((await cqctl('apply', 'next.cqplan')).exitCode).toBe(0);
    const stale = await cqctl('apply', 'next.cqplan');
    expect(stale.exitCode).toBe(3);
    expect(stale.stderr).toContain('CQ410');
  });

  test('only the expected plan is applied', async () => {
    const { hash } = await planJson();
    const other = await cqctl('apply', '--expect', 'another');
    expect(other.exitCode).toBe(3);
    expect(other.stderr).toContain(hash);
    expect((await planJson()).hash).toBe(hash);
    expect((await cqctl('apply', '--expect', hash)).exitCode).toBe(0);
  });

  test('a refused plan is printed, exits 3 and changes nothing', async () => {
    edit('ring_time: 20', 'ring_time: 20\n    lifecycle: { prevent_destroy: true }');
    await cqctl('apply', '--auto-approve');
    const refused = await cqctl('destroy', '--auto-approve');
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toContain('queue.support');
    expect((await cqctl('plan', '--destroy')).exitCode).toBe(3);
    expect((await cqctl('plan', '--detailed-exitcode')).exitCode).toBe(0);
  });

  test('an address that nothing has is wrong usage', async () => {
    const { exitCode, stderr } = await cqctl('plan', '--target', 'queue.suport');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('did you mean queue.support?');
  });

  test('events end with the summary', async () => {
    const { stdout } = await cqctl('apply', '--auto-approve', '--format', 'json', '--output', 'text=run.txt');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events[0]?.type).toBe('version');
    expect(events.at(-1)).toMatchObject({ type: 'summary', summary: { done: 3, failed: 0, skipped: 0 } });
    expect(events.filter((event) => event.type === 'summary')).toHaveLength(1);
    expect(readFileSync(join(cwd, 'run.txt'), 'utf8')).toContain('Applied: 3 steps done.');
  });

  test('a held lock exits 3 and tells who holds it', async () => {
    const { openLocalStore } = await import('../../../src/state/local-store.ts');
    const lock = await openLocalStore(join(cwd, '.cqctl/state.json')).lock('apply', { timeoutMs: 0 });
    try {
      const { exitCode, stderr } = await cqctl('apply', '--auto-approve');
      expect(exitCode).toBe(3);
      expect(stderr).toContain(lock.holder.id);
      expect((await cqctl('plan')).exitCode).toBe(0);
    } finally {
      await lock.release();
    }
  });
});

describe('after an apply', () => {
  beforeEach(async () => {
    await cqctl('apply', '--auto-approve');
  });

  test('get and status show what is there', async () => {
    // In the order in which the PBX made them, which is not the same each time.
    const { stdout } = await cqctl('get', 'queues');
    expect(stdout).toMatch(/8100 +sales/);
    expect(stdout).toMatch(/8000 +support/);
    const agents = JSON.parse((await cqctl('get', 'agents', 'support', '--format', 'json')).stdout);
    expect(agents).toMatchObject({
      count: 2,
      items: [{ extension_number: '2001' }, { extension_number: '2002' }],
    });
    const page = JSON.parse(
      (
        await cqctl(
          ...['get', 'queues', '--orderby', 'extension_number', '--top', '1', '--skip', '1'],
          ...['--format', 'json'],
        )
      ).stdout,
    );
    expect(page).toMatchObject({ count: 2, items: [{ extension_number: '8100' }] });
    expect((await cqctl('get', 'waiting', '8000')).stdout).toBe('Nobody is waiting.\n');
    expect((await cqctl('status')).stdout).toMatch(/8000 +support/);
    expect((await cqctl('status', '8100', '--format', 'json')).exitCode).toBe(0);
  });

  test('an agent is set', async () => {
    expect((await cqctl('agent', 'set', 'support', '2001', 'lunch')).stdout).toBe('2001 in 8000: LUNCH\n');
    expect((await cqctl('status', 'support')).stdout).toMatch(/2001 .*LUNCH/);
    const json = await cqctl('agent', 'set', 'support', '2001', 'LOGGED_IN', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({ agent: '2001', requested: 'LOGGED_IN' });
    expect((await cqctl('agent', 'set', 'support', '2999', 'READY')).exitCode).toBe(1);
  });

  test('state is listed, shown, moved and forgotten', async () => {
    expect((await cqctl('state', 'list')).stdout).toMatch(
      /agents\.support[\s\S]*queue\.sales[\s\S]*queue\.support/,
    );
    expect((await cqctl('state', 'show', 'queue.support')).stdout).toContain('ring_time: 20');
    const nowhere = await cqctl('state', 'mv', 'queue.support', 'queue.support');
    expect(nowhere).toMatchObject({ exitCode: 1, stderr: expect.not.stringContaining('makes room') });
    expect((await cqctl('state', 'mv', 'queue.support', 'queue.sales')).stderr).toContain(
      'state rm queue.sales makes room',
    );
    expect((await cqctl('state', 'mv', 'queue.support', 'queue.help')).exitCode).toBe(0);
    const moved = await cqctl('state', 'list');
    expect(moved.stdout).toContain('agents.help');
    expect(moved.stdout).not.toContain('queue.support');
    expect((await cqctl('state', 'rm', 'queue.sales')).exitCode).toBe(0);
    expect((await cqctl('state', 'rm', 'queue.sales')).exitCode).toBe(1);
    const plan = await planJson();
    expect(plan.summary).toMatchObject({ create: 0, destroy: 0, adopt: 1 });
  });

  test('state is pulled and pushed, never an older one', async () => {
    const { stdout: document } = await cqctl('state', 'pull');
    writeFileSync(join(cwd, 'old.json'), document);
    await cqctl('state', 'rm', 'queue.sales');
    expect((await cqctl('state', 'push', 'old.json')).exitCode).toBe(3);
    expect((await cqctl('state', 'push', 'old.json', '--force')).exitCode).toBe(0);
    expect((await cqctl('state', 'list')).stdout).toContain('queue.sales');
    writeFileSync(join(cwd, 'bad.json'), '{}');
    expect((await cqctl('state', 'push', 'bad.json')).exitCode).toBe(1);
    writeFileSync(join(cwd, '.cqctl/state.json'), '{"version":');
    expect((await cqctl('state', 'push', 'old.json')).exitCode).toBe(1);
    expect((await cqctl('state', 'push', 'old.json', '--force')).exitCode).toBe(0);
    expect((await cqctl('state', 'list')).stdout).toContain('queue.sales');
    expect(readFileSync(join(cwd, '.cqctl/state.json.damaged'), 'utf8')).toBe('{"version":');
  });

  test('drift is what the config did not change', async () => {
    expect((await cqctl('drift')).exitCode).toBe(0);
    edit('ring_time: 20', 'ring_time: 30');
    expect((await cqctl('drift')).exitCode).toBe(0);
    expect((await planJson()).changes[0]?.fields[0]).toMatchObject({ path: 'ring_time', cause: 'config' });
  });

  test('an export plans to no changes', async () => {
    const { stdout } = await cqctl('export');
    write(stdout);
    expect((await cqctl('plan', '--detailed-exitcode')).stdout).toMatch(
      /Nothing changes on the PBX|^No changes/,
    );
  });

  test('export --update changes only what differs, and keeps comments', async () => {
    edit('ring_time: 20', 'ring_time: 45 # as agreed');
    expect((await cqctl('export', '--update')).stdout).toBe('cqctl.yaml\n');
    expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toContain('ring_time: 20 # as agreed');
  });

  test('export --update says what the PBX does not have, and takes it out when asked', async () => {
    write(PROJECT.replace('queues:\n', 'queues:\n  # gone\n  gone: { extension_number: "8099" }\n'));
    const kept = await cqctl('export', '--update');
    expect(kept).toMatchObject({ exitCode: 0, stdout: '' });
    expect(kept.stderr).toMatch(/queue\.gone \(cqctl\.yaml:\d+\) is not on the PBX/);
    expect(await cqctl('export', '--update', '--prune')).toMatchObject({
      exitCode: 0,
      stdout: 'cqctl.yaml\n',
    });
    expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toBe(PROJECT);
    expect((await cqctl('export', '--prune')).exitCode).toBe(64);
  });

  test('export --update leaves out what was let go of, whatever its name is', async () => {
    edit('  sales:\n    extension_number', '  sales:\n    name: Old One\n    extension_number');
    expect((await cqctl('apply', '--auto-approve')).exitCode).toBe(0);
    const text = readFileSync(join(cwd, 'cqctl.yaml'), 'utf8');
    const rest = `${text.slice(0, text.indexOf('  sales:'))}removed: [queue.sales]\n`;
    write(rest);
    for (let round = 0; round < 2; round++) {
      expect(await cqctl('export', '--update')).toMatchObject({ exitCode: 0, stdout: '' });
      expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toBe(rest);
      // State then knows no more than that it was let go of.
      expect((await cqctl('apply', '--auto-approve')).exitCode).toBe(0);
    }
  });

  test('neither fmt nor export --update writes a file of which a comment would be lost', async () => {
    const text = `# ours\n&all # theirs\n${PROJECT.replace('ring_time: 20', 'ring_time: 45')}`;
    write(text);
    for (const command of [['fmt'], ['export', '--update']]) {
      const { exitCode, stderr } = await cqctl(...command);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('CQ910');
      expect(stderr).toContain('cqctl.yaml:1:');
      expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toBe(text);
    }
  });

  test('export writes the newer fields that the project manages, and tells the names of others', async () => {
    edit('ring_time: 20', 'ring_time: 20\n    extra: { wrap_up_time: 30, codec: 1 }');
    expect((await cqctl('apply', '--auto-approve')).exitCode).toBe(0);
    expect((await cqctl('export')).stdout).toMatch(/\n {4}extra: \{ .*wrap_up_time: 30.* \}\n/);
    edit(', codec: 1', '');
    expect((await cqctl('export')).stdout).toMatch(
      /# not exported: codec\n[^#]+extra: \{ wrap_up_time: 30 \}\n/,
    );
    expect((await cqctl('export', '--unknown-fields')).stdout).not.toContain('not exported');
  });

  test('fmt --check says what it would change', async () => {
    write(PROJECT.replace('  sales:\n    extension_number', '  sales:\n        extension_number'));
    expect(await cqctl('fmt', '--check')).toMatchObject({ exitCode: 1, stdout: 'cqctl.yaml\n' });
    expect(await cqctl('fmt')).toMatchObject({ exitCode: 0, stdout: 'cqctl.yaml\n' });
    expect(await cqctl('fmt', '--check')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('fmt of a file that is named writes nothing that is not UTF-8, and knows a byte order mark', async () => {
    const file = join(cwd, 'ansi.yaml');
    const bytes = Buffer.from('version:   1\nqueues: { a: { name: "Caf\xe9" } }\n', 'latin1');
    writeFileSync(file, bytes);
    const { exitCode, stderr } = await cqctl('fmt', 'ansi.yaml', 'none.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ansi.yaml:2:26: error CQ103: ');
    expect(stderr).toContain('error CQ100: none.yaml cannot be read: there is no such file');
    expect(readFileSync(file)).toEqual(bytes);
    write(`\ufeff${PROJECT}`);
    for (const args of [['fmt'], ['fmt', 'cqctl.yaml']]) {
      expect(await cqctl(...args, '--check')).toMatchObject({ exitCode: 0, stdout: '' });
    }
  });

  test('destroy removes all that the project owns', async () => {
    expect((await cqctl('destroy', '--auto-approve')).exitCode).toBe(0);
    expect((await cqctl('get', 'queues')).stdout).toBe('No queues.\n');
  });
});

describe('without a project', () => {
  const looking = (args: string[], env: { [name: string]: string }) => runMain(args, { cwd, env });
  const there = { CQCTL_URL: 'embedded' };
  beforeEach(async () => {
    await cqctl('apply', '--auto-approve');
    rmSync(join(cwd, 'cqctl.yaml'));
  });

  test.each([
    [['get', 'queues'], /8000 +support/],
    [['get', 'agents', '8000'], /2001/],
    [['status'], /8000 +support/],
    [['export'], /target: embedded|url: embedded/],
    [['export', '--out', 'live'], /live\/cqctl\.yaml/],
  ])('%j needs only CQCTL_URL', async (args, said) => {
    const { exitCode, stdout, stderr } = await looking(args, there);
    expect([exitCode, stderr]).toEqual([0, 'using the embedded PBX (.cqctl/pbx.mdb)\n']);
    expect(stdout).toMatch(said);
  });

  test.each<[string[], { [name: string]: string }]>([
    [['get', 'queues'], {}],
    [['-f', '.', 'get', 'queues'], there],
    [['-f', 'calls', 'status'], there],
    [['--env', 'prod', 'get', 'queues'], there],
    [['--var', 'ring=20', 'get', 'queues'], there],
    [['get', 'queues'], { ...there, CQCTL_ENV: 'prod' }],
    [['export', '--update'], there],
    [['plan'], there],
  ])('%j with %j names one that is missing', async (args, env) => {
    const { exitCode, stderr } = await looking(args, env);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no such file')]);
  });

  test('CQCTL_URL has to be an address all the same', async () => {
    const { exitCode, stderr } = await looking(['get', 'queues'], { CQCTL_URL: 'pbx.example.com' });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('CQ206')]);
  });
});

describe('a project that is wrong', () => {
  test('is told of with every place, by every command alike', async () => {
    write('version: 1\nqueues:\n  a: { extension_number: 8000 }\n  b: { extension_numbr: "8001" }\n');
    const { exitCode, stdout } = await cqctl('validate', '--format', 'json');
    expect(exitCode).toBe(1);
    const report = JSON.parse(stdout) as { valid: boolean; diagnostics: { source?: { line: number } }[] };
    expect(report.valid).toBe(false);
    expect(report.diagnostics.map((one) => one.source?.line)).toEqual(expect.arrayContaining([3, 4]));
    const plan = await cqctl('plan');
    expect(plan.exitCode).toBe(1);
    expect(plan.stdout).toBe('');
    expect(plan.stderr).toContain('cqctl.yaml:3:');
    expect(plan.stderr).toContain('cqctl.yaml:4:');
  });

  test('that is not there is an error too', async () => {
    expect((await cqctl('plan', '-f', 'nowhere')).exitCode).toBe(1);
  });
});
