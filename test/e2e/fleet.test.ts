/** Many environments in one run: each its own PBX, state, credentials and report; one summary; one's failure is its own. */

import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPbx, type Pbx } from '../../src/pbx/pbx.ts';
import { type ServedPbx, servePbx } from '../../src/pbx/serve.ts';
import { makeProject, type Project } from '../support/run-cli.ts';

interface Fleet {
  environments: {
    environment: string;
    exit_code: number;
    outcome: string;
    result?: { target: string; hash: string; changes: { address: string }[] };
    diagnostics?: { code: string; summary: string }[];
  }[];
  summary: { environments: number; failed: number; refused: number; changed: number; unchanged: number };
}

const COUNT = 50;
const nameOf = (index: number) => `tenant-${index}`;
const tokenOf = (index: number) => `token-of-tenant-${index}-only`;

let folder: string;
let project: Project;
const running: { pbx: Pbx; served: ServedPbx }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-fleet-'));
  for (let index = 0; index < COUNT; index += 1) {
    const pbx = await openPbx({ dataFile: join(folder, `${index}.mdb`), token: tokenOf(index) });
    running.push({ pbx, served: await servePbx(pbx, { host: '127.0.0.1', port: 0 }) });
  }
  const environments = running.map(
    ({ served }, index) =>
      `  ${nameOf(index)}: { target: { url: "${served.url}" }, variables: { ring: ${20 + (index % 3)} } }`,
  );
  const env = Object.fromEntries(
    running.map((_each, index) => [`CQCTL_TOKEN__TENANT_${index}`, tokenOf(index)]),
  );
  project = await makeProject(
    `version: 1
environments:
${environments.join('\n')}
  broken: { target: { url: "http://127.0.0.1:9" } }
variables: { ring: 20 }
queues:
  support: { extension_number: "8000", ring_time: "\${var.ring}", agents: ["2001"] }
`,
    { ...env, CQCTL_TOKEN: 'for-nobody-in-the-fleet' },
  );
});

afterAll(async () => {
  await project.remove();
  for (const { pbx, served } of running) {
    await served.close();
    await pbx.close();
  }
  await rm(folder, { recursive: true, force: true });
});

const tenants = (...indexes: number[]) => indexes.flatMap((index) => ['--env', nameOf(index)]);

describe('a fleet', () => {
  test('every environment is planned with its own PBX, credentials and variables; one that fails leaves the others alone', async () => {
    const ended = await project.run('plan', '--all', '--format', 'json', '--output', 'json={env}.json');
    expect(ended.code, ended.stderr).toBe(1);
    const fleet = JSON.parse(ended.stdout) as Fleet;
    expect(fleet.summary).toEqual({
      environments: COUNT + 1,
      failed: 1,
      refused: 0,
      changed: COUNT,
      unchanged: 0,
    });
    expect(fleet.environments.map(({ environment }) => environment)).toEqual([
      ...running.map((_each, index) => nameOf(index)),
      'broken',
    ]);
    for (const [index, { served }] of running.entries()) {
      const report = fleet.environments[index];
      expect(report?.result?.target).toBe(served.url);
      expect(report?.result?.changes.map(({ address }) => address)).toEqual([
        'queue.support',
        'agents.support',
      ]);
      const alone = await readFile(join(project.folder, `${nameOf(index)}.json`), 'utf8');
      expect(JSON.parse(alone)).toEqual(report?.result);
    }
    // Tenants differ by a variable, so their plans do.
    const hashes = fleet.environments.slice(0, 3).map(({ result }) => result?.hash);
    expect(new Set(hashes).size).toBe(3);
    expect(fleet.environments.at(-1)?.diagnostics?.[0]?.summary).toContain('127.0.0.1:9');
    expect(ended.stderr).toContain('broken:\n');
    expect((await readdir(project.folder)).includes('broken.json')).toBe(false);
  });

  test('saved plans are one for each environment, and apply to it', async () => {
    await project.write(
      'three.yaml',
      `version: 1
environments: { a: { target: embedded }, b: { target: embedded }, c: { target: embedded } }
queues:
  support: { extension_number: "8000", agents: ["2001"] }
`,
    );
    const [file, few] = [
      ['-f', 'three.yaml'],
      ['--env', 'a', '--env', 'b'],
    ];
    const saved = await project.run('plan', ...file, ...few, '--out', '{env}.cqplan');
    expect(saved.code, saved.stderr).toBe(0);
    expect(saved.stderr).toContain('a: plan saved to a.cqplan');
    for (const name of ['a', 'b']) {
      const applied = await project.run('apply', `${name}.cqplan`, ...file, '--env', name);
      expect(applied.code, applied.stderr).toBe(0);
    }
    const again = await project.run('plan', ...file, '--all', '--detailed-exitcode');
    expect(again.code, again.stderr).toBe(2);
    expect(again.stdout).toMatch(
      /a +unchanged +no changes\nb +unchanged +no changes\nc +changed +2 to create/,
    );
    expect(again.stdout).toContain('3 environments: 1 changed, 2 unchanged');
    // What says nothing new is in the table only.
    expect(again.stdout).not.toContain('b ─');
    expect(again.stdout).toContain('c ─');
    expect((await project.run('plan', ...file, ...few, '--detailed-exitcode')).code).toBe(0);
    const drift = await project.run('drift', ...file, ...few);
    expect(drift.code, drift.stderr).toBe(0);
    expect(drift.stdout).toContain('2 environments: 2 unchanged');
  });

  test('one that a gate refuses makes 3 of it all, and an error 1', async () => {
    await project.write(
      'gate.yaml',
      `version: 1
environments:
  a: { target: embedded, policy: { max_updates: 0 }, variables: { ring: 20 } }
  b: { target: embedded, variables: { ring: 20 } }
  c: { target: embedded }
queues:
  support: { extension_number: "8000", ring_time: "\${var.ring}" }
`,
    );
    for (const name of ['a', 'b']) {
      const applied = await project.run('apply', '-f', 'gate.yaml', '--env', name, '--auto-approve');
      expect(applied.code, applied.stderr).toBe(0);
    }
    await project.write(
      'gate.yaml',
      (await readFile(join(project.folder, 'gate.yaml'), 'utf8')).replaceAll('ring: 20', 'ring: 25'),
    );
    const refused = await project.json<Fleet>(3, 'plan', '-f', 'gate.yaml', '--env', 'a', '--env', 'b');
    expect(refused.environments.map(({ outcome, exit_code }) => [outcome, exit_code])).toEqual([
      ['refused', 3],
      ['changed', 0],
    ]);
    const all = await project.json<Fleet>(1, 'plan', '-f', 'gate.yaml', '--all');
    expect(all.summary).toMatchObject({ failed: 1, refused: 1, changed: 1 });
    expect(all.environments[2]?.diagnostics?.[0]?.code).toBe('CQ120');
    const valid = await project.run('validate', '-f', 'gate.yaml', '--all');
    expect(valid.code).toBe(1);
    expect(valid.stdout).toMatch(/a +unchanged +valid\nb +unchanged +valid\nc +failed +1 error/);
  });

  test.each([
    [['plan', '--all', '--out', 'one.cqplan'], '--out {env}.cqplan'],
    [['plan', '--all', '--format', 'html'], '--output html={env}.html'],
    [['plan', '--all', '--output', 'html=all.html'], '--output html={env}.html'],
    [['plan', '--all', '--env', 'tenant-1'], 'leave one of them out'],
    [['apply', ...tenants(0, 1), '--auto-approve'], 'run it once for each'],
  ])('%j is wrong usage', async (args, hint) => {
    const { code, stdout, stderr } = await project.run(...args);
    expect(code, stderr).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain(hint);
  });

  test('an environment that is not there fails alone', async () => {
    const { code, stdout } = await project.run(
      'validate',
      '--env',
      'tenant-1',
      '--env',
      'tenant-x',
      '--format',
      'json',
    );
    expect(code).toBe(1);
    const fleet = JSON.parse(stdout) as Fleet;
    expect(fleet.environments.map(({ outcome }) => outcome)).toEqual(['unchanged', 'failed']);
  });

  test('no more requests at once than --parallelism says, all environments together', async () => {
    let [now, most] = [0, 0];
    const slow = createServer(async (_request, response) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 30));
      now -= 1;
      response.setHeader('content-type', 'application/json').end('{"items":[],"count":0}');
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const environments = names.map((name) => `  ${name}: { target: { url: "${url}/${name}" } }\n`).join('');
    await project.write(
      'slow.yaml',
      `version: 1\nenvironments:\n${environments}queues: { a: { extension_number: "8000" } }\n`,
    );
    try {
      for (const [limit, expected] of [
        ['2', 2],
        ['4', 4],
      ] as const) {
        most = 0;
        const run = await project.run('plan', '-f', 'slow.yaml', '--all', '--parallelism', limit);
        expect(run.code, run.stderr).toBe(0);
        expect(most).toBe(expected);
      }
    } finally {
      slow.close();
    }
  });

  test('a comment about a fleet has one marker, and a part for each that changes', async () => {
    const ended = await project.run('plan', ...tenants(2, 3), '--format', 'markdown');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.match(/<!-- cqctl-plan -->/g)).toHaveLength(1);
    expect(ended.stdout).toContain('### cqctl: 2 environments: 2 changed');
    expect(ended.stdout).toContain('<details><summary>tenant-2</summary>');
  });
});
