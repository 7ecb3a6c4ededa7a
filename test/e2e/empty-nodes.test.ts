/** What is left empty loses nothing: the built program, against a PBX that counts what is written to it. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject('');
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const QUEUES = '  a: { extension_number: "8000", agents: tier }\n  b: { extension_number: "8001" }\n';

async function write({ queues = QUEUES, rest = '' } = {}): Promise<void> {
  const target = `target: { url: "${pbx.url}" }`;
  await project.write(
    'cqctl.yaml',
    `version: 1\n${target}\nagent_lists: { tier: ["2001"] }\nqueues:\n${queues}${rest}`,
  );
}

async function apply(...args: string[]) {
  return project.run('apply', '--auto-approve', ...args);
}

/** Exit code and codes of what a run says, after which the PBX has what it had. */
async function refusal(...args: string[]): Promise<string> {
  const before = pbx.writes.length;
  const { code, stdout, stderr } = await apply(...args);
  expect(pbx.writes).toHaveLength(before);
  expect(pbx.queues.size).toBe(2);
  return `${code} ${[...new Set((stdout + stderr).match(/CQ[1-8]\d\d/g))].join()}`;
}

describe('a project that is applied', () => {
  test('is not destroyed by sections and lists that are empty', async () => {
    await write();
    expect((await apply()).code).toBe(0);
    await write({ queues: '  # a: { extension_number: "8000" }\n' });
    expect(await refusal()).toBe('1 CQ219');
    await write({ rest: 'policy:\n' });
    expect(await refusal()).toBe('1 CQ219');
    await write({
      queues: '  a: { extension_number: "8000", agents: }\n  b: { extension_number: "8001" }\n',
    });
    expect(await refusal()).toBe('1 CQ219');
    await project.write(
      'cqctl.yaml',
      `version: 1\ntarget:\n  # url: "${pbx.url}"\nagent_lists: { tier: ["2001"] }\nqueues:\n${QUEUES}`,
    );
    expect(await refusal()).toBe('1 CQ219');
  });

  test('keeps its queues, limits and target in an environment whose sections are empty', async () => {
    const environments = (prod: string) =>
      `policy: { max_destroys: 0 }\nenvironments: { prod: { state: { path: p.json }${prod} } }\n`;
    await write({ rest: environments('') });
    expect((await apply('--env', 'prod')).code).toBe(0);
    await write({
      rest: environments(', queues: , servers: , agent_lists: , policy: , target: , defaults: '),
    });
    const before = pbx.writes.length;
    const { code, stdout, stderr } = await apply('--env', 'prod');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('No changes');
    expect(pbx.writes).toHaveLength(before);
    // The limit of the project still holds.
    await write({ queues: '  a: { extension_number: "8000" }\n', rest: environments(', policy: ') });
    expect(await refusal('--env', 'prod')).toBe('3 CQ402');
  });

  test('keeps what an included file held that has nothing in it now', async () => {
    const include = 'include: ["parts/*.yaml"]\n';
    await project.write('parts/b.yaml', 'queues:\n  b: { extension_number: "8001" }\n');
    await write({ queues: '  a: { extension_number: "8000" }\n', rest: include });
    expect((await apply()).code).toBe(0);
    const state = await project.run('state', 'pull');
    expect(JSON.parse(state.stdout).resources['queue.b'].file).toBe('parts/b.yaml');
    for (const text of [
      '',
      '# queues:\n#   b: { extension_number: "8001" }\n',
      'version: 1\n',
      'queues:\n',
    ]) {
      await project.write('parts/b.yaml', text);
      expect(await refusal()).toBe('3 CQ427');
    }
    expect((await apply('--allow-destroys', '1')).code).toBe(0);
    expect(pbx.queues.size).toBe(1);
  });

  test('has its files in a state of before after the next apply, and is guarded until then', async () => {
    await project.write('parts/b.yaml', 'queues:\n  b: { extension_number: "8001" }\n');
    await write({ queues: '  a: { extension_number: "8000" }\n', rest: 'include: ["parts/*.yaml"]\n' });
    expect((await apply()).code).toBe(0);
    const document = JSON.parse((await project.run('state', 'pull')).stdout);
    for (const entry of Object.values<{ file?: string }>(document.resources)) delete entry.file;
    await project.write('.cqctl/state.json', JSON.stringify(document));
    await project.write('parts/b.yaml', '# nothing\n');
    expect(await refusal()).toBe('3 CQ427');
    await project.write('parts/b.yaml', 'queues:\n  b: { extension_number: "8001" }\n');
    expect((await apply()).code).toBe(0);
    const after = JSON.parse((await project.run('state', 'pull')).stdout);
    expect(after.resources['queue.a'].file).toBe('cqctl.yaml');
    expect(after.resources['queue.b'].file).toBe('parts/b.yaml');
  });
});

describe('an empty address', () => {
  test('of CQCTL_URL is an error of every command that asks a PBX, and of no other', async () => {
    await write();
    project.env['CQCTL_URL'] = '';
    const commands = [
      ['plan'],
      ['apply', '--auto-approve'],
      ['destroy', '--auto-approve'],
      ['drift'],
      ['get', 'queues'],
      ['status'],
      ['agent', 'set', 'a', '2001', 'READY'],
      ['pickup', 'a', '1'],
      ['export'],
      ['init', 'new', '--from-live'],
    ];
    for (const args of commands) {
      const { code, stderr } = await project.run(...args);
      const isUsage = args[0] === 'init';
      expect([args, code, stderr], stderr).toEqual([
        args,
        isUsage ? 64 : 1,
        expect.stringContaining('CQCTL_URL'),
      ]);
      if (!isUsage) expect(stderr).toContain('CQ128');
    }
    expect(pbx.requests).toEqual([]);
    expect((await project.run('validate')).code).toBe(0);
    project.env['CQCTL_URL'] = 'no address at all';
    expect((await project.run('validate')).code).toBe(0);
    expect((await project.run('plan')).code).toBe(1);
  });

  test.each([
    'target: { url: "" }',
    'target: ""',
    'target: { url: "${env.CQCTL_VAR_NONE}" }',
    'target: { url: }',
  ])('written as %s is an error with its place', async (target) => {
    project.env['CQCTL_VAR_NONE'] = '';
    await project.write('cqctl.yaml', `version: 1\n${target}\n`);
    const { code, stderr } = await project.run('plan');
    expect(code).toBe(1);
    expect(stderr).toMatch(/cqctl\.yaml:2:\d+: error CQ\d{3}/);
    expect(stderr).toContain('hint:');
    expect(stderr).not.toContain('embedded PBX');
  });
});
