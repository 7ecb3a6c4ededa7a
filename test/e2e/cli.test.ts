/** The command line as the contract promises it: exit codes, streams, formats, saved plans, secrets. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, runCli, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const CONFIG = (url: string, more = '') => `version: 1
target: { url: "${url}" }
queues:
  support:
    extension_number: "8000"
    ring_time: 20
    agents: ["2001", "2002"]
${more}`;

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(CONFIG(pbx.url));
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

describe('exit codes', () => {
  test('0, 2 and 0 again around an apply', async () => {
    expect((await project.run('plan')).code).toBe(0);
    expect((await project.run('plan', '--detailed-exitcode')).code).toBe(2);
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    expect((await project.run('plan', '--detailed-exitcode')).code).toBe(0);
    expect((await project.run('drift')).code).toBe(0);
  });

  test.each([
    [['--nonsense']],
    [['plan', '--nonsense']],
    [['nonsense']],
    [['plan', '--parallelism', '0']],
    [['plan', '--format', 'nonsense']],
    [['plan', '--target', 'queue.suport']],
    [['apply']],
  ])('64 for %j', async (args) => {
    const { code, stdout, stderr } = await project.run(...args);
    expect(code, stderr).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(pbx.requests).toEqual([]);
  });

  test.each([
    [
      'an unknown key',
      'queues:\n  a: { extension_number: "8000", ring_tme: 20 }\n',
      /cqctl\.yaml:3:\d+.*ring_tme[\s\S]*ring_time/,
    ],
    ['a number for digits', 'queues:\n  a: { extension_number: 0800 }\n', /cqctl\.yaml:3:\d+[\s\S]*"0800"/],
    [
      'an unset variable',
      'queues:\n  a: { extension_number: "8000", ring_time: "${var.rng}" }\n',
      /cqctl\.yaml:3:\d+[\s\S]*rng/,
    ],
    ['broken YAML', 'queues: [\n', /cqctl\.yaml:\d+:\d+/],
  ])('1 for %s, with its place and without a request', async (_title, yaml, place) => {
    await project.write('cqctl.yaml', `version: 1\n${yaml}`);
    for (const command of ['validate', 'plan']) {
      const { code, stdout, stderr } = await project.run(command);
      expect(code).toBe(1);
      expect(stdout + stderr).toMatch(place);
      expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    }
    expect(pbx.requests).toEqual([]);
  });

  test('1 without a project, without a token, with a wrong one, without a PBX', async () => {
    const nowhere = await runCli(['plan'], { cwd: '/' });
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('cqctl.yaml');
    const tokenless = await runCli(['plan'], { cwd: project.folder });
    expect(tokenless.code).toBe(1);
    expect(tokenless.stderr).toContain('CQCTL_TOKEN');
    const wrong = await runCli(['plan'], { cwd: project.folder, env: { CQCTL_TOKEN: 'other' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('401');
    await project.write('cqctl.yaml', CONFIG('http://127.0.0.1:9'));
    const gone = await project.run('plan', '--timeout', '1');
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('127.0.0.1:9');
  });

  test('1 for an answer that is not the API, naming the request', async () => {
    const portal = createServer((_request, response) => response.end('<html>Portal</html>'));
    await new Promise<void>((done) => {
      portal.listen(0, '127.0.0.1', done);
    });
    await project.write('cqctl.yaml', CONFIG(`http://127.0.0.1:${(portal.address() as AddressInfo).port}`));
    const { code, stderr } = await project.run('plan');
    portal.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/GET \/api\/call_queue/);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});

describe('a plan as JSON', () => {
  test('has the promised shape, and the same bytes twice', async () => {
    pbx.addQueue({ name: 'Sales', extension_number: '8100' });
    const first = await project.run('plan', '--format', 'json');
    const second = await project.run('plan', '--format', 'json');
    expect(second.stdout).toBe(first.stdout);
    const plan = JSON.parse(first.stdout) as Plan;
    expect(plan).toMatchObject({
      format_version: '1.0',
      target: pbx.url,
      complete: true,
      summary: { create: 2, update: 0, replace: 0, destroy: 0, adopt: 0, move: 0, unchanged: 0 },
      hash: expect.any(String),
      unmanaged: [{ kind: 'queue', id: expect.any(String), key: '8100', name: 'Sales' }],
      diagnostics: [],
    });
    expect(plan.changes[0]).toMatchObject({
      address: 'queue.support',
      kind: 'queue',
      action: 'create',
      id: null,
      key: '8000',
      reason: null,
      source: { file: 'cqctl.yaml', line: 4, column: 3 },
    });
    expect(plan.changes[1]).toMatchObject({
      address: 'agents.support',
      kind: 'agents',
      fields: [{ path: 'items', cause: 'config' }],
    });
    expect(first.stderr).toBe('');
  });

  test.each(['nowhere/run.json', '.'])(
    'an output that cannot be written (%s) stops an apply before it begins',
    async (file) => {
      const { code, stderr } = await project.run('apply', '--auto-approve', '--output', `json=${file}`);
      expect(code).toBe(1);
      expect(stderr).toContain('CQ904');
      expect(pbx.requests).toEqual([]);
    },
  );

  test('is printed in further formats by the same run', async () => {
    const { code, stdout } = await project.run('plan', '--output', 'json=plan.json');
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(join(project.folder, 'plan.json'), 'utf8')).summary.create).toBe(2);
    expect(stdout).toContain('queue.support');
  });
});

describe('gates', () => {
  test('--expect takes only the plan that was reviewed', async () => {
    const { hash } = await project.json<Plan>(0, 'plan');
    const wrong = await project.run('apply', '--auto-approve', '--expect', 'ffff');
    expect(wrong.code).toBe(3);
    expect(pbx.writes).toEqual([]);
    expect((await project.run('apply', '--auto-approve', '--expect', hash)).code).toBe(0);
  });

  test('a saved plan is applied once, and refused when anything moved', async () => {
    expect((await project.run('plan', '--out', 'x.cqplan')).code).toBe(0);
    const shown = await project.json<Plan>(0, 'show', 'x.cqplan');
    expect(shown.summary.create).toBe(2);
    await project.write('cqctl.yaml', CONFIG(pbx.url, '    sla_time: 9\n'));
    const stale = await project.run('apply', 'x.cqplan', '--auto-approve');
    expect(stale.code).toBe(3);
    expect(stale.stderr).toContain('config');
    await project.write('cqctl.yaml', CONFIG(pbx.url));
    pbx.addQueue({ name: 'x', extension_number: '8000' });
    const moved = await project.run('apply', 'x.cqplan', '--auto-approve');
    expect(moved.code).toBe(3);
    expect(moved.stderr).toContain('queue.support');
    expect(pbx.writes).toEqual([]);
    pbx.queues.delete(pbx.queue('8000').id);
    expect((await project.run('apply', 'x.cqplan', '--auto-approve')).code).toBe(0);
    const twice = await project.run('apply', 'x.cqplan', '--auto-approve');
    expect(twice.code).toBe(3);
    expect(pbx.queues.size).toBe(1);
    expect((await project.run('show', 'x.cqplan')).code).toBe(0);
  });

  test('more destroys than allowed', async () => {
    const many = Array.from(
      { length: 11 },
      (_unused, index) => `  q${index}: { extension_number: "${8100 + index}" }\n`,
    ).join('');
    await project.write('cqctl.yaml', CONFIG(pbx.url, many));
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    await project.write('cqctl.yaml', CONFIG(pbx.url));
    const refused = await project.run('apply', '--auto-approve');
    expect(refused.code).toBe(3);
    expect(refused.stdout + refused.stderr).toContain('--allow-destroys 11');
    expect(pbx.queues.size).toBe(12);
    expect((await project.run('apply', '--auto-approve', '--allow-destroys', '11')).code).toBe(0);
    expect(pbx.queues.size).toBe(1);
  });

  test('destroy removes what the project owns, and nothing else', async () => {
    pbx.addQueue({ name: 'Sales', extension_number: '8100' });
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    expect((await project.run('destroy', '--auto-approve')).code).toBe(0);
    expect([...pbx.queues.values()].map((queue) => queue.fields['name'])).toEqual(['Sales']);
  });
});

describe('a failed step', () => {
  test('skips only what depends on it; the PBX is quoted; exit 1', async () => {
    await project.write(
      'cqctl.yaml',
      CONFIG(
        pbx.url,
        '  other: { extension_number: "8001" }\n  bad: { extension_number: "8002", agents: ["2001"], extra: { unheard_of: 1 } }\n',
      ),
    );
    const { code, stdout, stderr } = await project.run('apply', '--auto-approve');
    expect(code).toBe(1);
    const all = stdout + stderr;
    expect(all).toContain('VALIDATE_FAILED');
    expect(all).toContain('unheard_of');
    expect(all).toMatch(/agents\.bad/);
    expect(pbx.queue('8001')).toBeTruthy();
    expect(pbx.queue('8000').agents).toHaveLength(2);
  });

  test('as JSON: one event a line, the version first, the summary last', async () => {
    const { stdout } = await project.run('apply', '--auto-approve', '--format', 'json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events[0]?.type).toBe('version');
    expect(events.at(-1)).toMatchObject({ type: 'summary' });
    expect(events.filter((event) => event.type === 'step_done')).toHaveLength(2);
  });
});

describe('secrets', () => {
  test('are in no output, log, plan or state', async () => {
    const texts: string[] = [];
    const say = async (...args: string[]): Promise<void> => {
      const { stdout, stderr } = await project.run(...args, '--log-level', 'debug');
      texts.push(stdout, stderr);
    };
    await say('plan', '--out', 'x.cqplan');
    await say('apply', '--auto-approve', '--format', 'json');
    await say('plan', '--format', 'json');
    await say('get', 'queues');
    await say('state', 'pull');
    await say('status');
    for (const file of ['x.cqplan', '.cqctl/state.json'])
      texts.push(await readFile(join(project.folder, file), 'utf8'));
    const wrong = await runCli(['plan', '--log-level', 'debug'], {
      cwd: project.folder,
      env: { CQCTL_TOKEN: 'wrong-planted-secret' },
    });
    texts.push(wrong.stdout, wrong.stderr);
    for (const text of texts) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain('wrong-planted-secret');
    }
  });
});

describe('the other commands', () => {
  test('export plans to no changes, and keeps comments when it updates', async () => {
    pbx.addQueue({ name: 'Sales desk', extension_number: '8100', ring_time: 31, language: 'de' }, [
      { extension_number: '2005', skill_level: 1 },
    ]);
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    const exported = await project.run('export');
    expect(exported.code, exported.stderr).toBe(0);
    const other = await makeProject(exported.stdout);
    const { code, stdout, stderr } = await other.run('apply', '--auto-approve');
    expect(code, stdout + stderr).toBe(0);
    expect((await other.json<Plan>(0, 'plan')).changes).toEqual([]);
    await other.remove();

    await project.write(
      'cqctl.yaml',
      `# ours\n${CONFIG(pbx.url).replace('ring_time: 20', 'ring_time: 20 # seconds')}`,
    );
    pbx.queue('8000').fields['ring_time'] = 44;
    const updated = await project.run('export', '--update');
    expect(updated.code, updated.stderr).toBe(0);
    const text = await readFile(join(project.folder, 'cqctl.yaml'), 'utf8');
    expect(text).toContain('# ours');
    expect(text).toMatch(/ring_time: 44 # seconds/);
    expect(text).toContain('8100');
  });

  test('get, status, agent set and pickup by key, number or id', async () => {
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    const { id } = pbx.queue('8000');
    expect((await project.run('get', 'queues')).stdout).toContain('8000');
    expect((await project.run('get', 'servers')).stdout).toContain('built-in');
    for (const name of ['support', '8000', id]) {
      expect((await project.run('get', 'agents', name)).stdout).toContain('2002');
    }
    expect((await project.run('agent', 'set', 'support', '2001', 'LUNCH')).code).toBe(0);
    expect(pbx.queue('8000').statuses.get('2001')).toBe('LUNCH');
    expect((await project.run('agent', 'set', 'support', '2001', 'NAPPING')).code).toBe(64);
    expect((await project.run('status', 'support')).stdout).toContain('LUNCH');
    pbx.queue('8000').waiting = [
      { session_id: 's1', extension_number: '100', display_name: 'Ann', waiting_time: 3 },
    ];
    expect((await project.run('get', 'waiting', 'support')).stdout).toContain('Ann');
    expect((await project.run('pickup', 'support', 's1')).code).toBe(0);
    expect(pbx.queue('8000').waiting).toEqual([]);
  });

  test('state list, show, mv, rm, pull, push, unlock', async () => {
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    expect((await project.run('state', 'list')).stdout).toContain('queue.support');
    expect((await project.run('state', 'show', 'queue.support')).stdout).toContain('8000');
    const pulled = (await project.run('state', 'pull')).stdout;
    await project.write('copy.json', pulled);
    expect((await project.run('state', 'rm', 'queue.support')).code).toBe(0);
    expect((await project.run('state', 'list')).stdout).not.toContain('queue.support');
    expect((await project.run('state', 'push', 'copy.json')).code).toBe(3);
    expect((await project.run('state', 'push', 'copy.json', '--force')).code).toBe(0);
    expect((await project.run('state', 'list')).stdout).toContain('queue.support');
    const moved = await project.run('state', 'mv', 'queue.support', 'queue.help');
    expect(moved.code, moved.stderr).toBe(0);
    expect(moved.stdout).toBe('queue.support is now queue.help\nagents.support is now agents.help\n');
    expect((await project.run('state', 'mv', 'queue.help', 'agents.help')).code).toBe(64);
    expect((await project.run('state', 'mv', 'queue.suport', 'queue.x')).code).toBe(1);
    expect((await project.run('state', 'unlock')).code).toBe(0);
    expect((await project.run('plan')).code).toBe(0);
  });

  test('init, validate, fmt, schema, completion, help', async () => {
    const made = await project.run('init', 'fresh');
    expect(made.code, made.stderr).toBe(0);
    expect((await project.run('validate', '-f', 'fresh')).code).toBe(0);
    expect((await project.run('fmt', '--check', '-f', 'fresh')).code).toBe(0);
    expect((await project.run('init', 'fresh')).code).toBe(1);
    const schema = await project.run('schema');
    expect(JSON.parse(schema.stdout).$schema).toContain('2020-12');
    for (const name of ['plan', 'state', 'events']) expect((await project.run('schema', name)).code).toBe(0);
    for (const shell of ['bash', 'zsh', 'fish'])
      expect((await project.run('completion', shell)).stdout).toContain('cqctl');
    const help = await project.run('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('130');
    expect((await project.run('plan', '--help')).stdout).toContain('--detailed-exitcode');
    expect((await project.run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
