/**
 * A pull request from end to end on one machine: a git repository, a change, the steps of action.yml as a runner takes them,
 * the comment, what is kept, the merge, and the apply of the saved plan.
 */

import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openPbx, type Pbx } from '../../src/pbx/pbx.ts';
import { type ServedPbx, servePbx } from '../../src/pbx/serve.ts';
import { readOutputs } from '../support/github-outputs.ts';
import { BIN, ROOT, runCli, TOKEN } from '../support/run-cli.ts';

interface Comment {
  id: number;
  body: string;
  user: { login: string; type: string };
}
const BOT = { login: 'github-actions[bot]', type: 'Bot' };
const MALLORY = { login: 'mallory', type: 'User' };

/** The part of GitHub that comments need. */
class FakeGithub {
  readonly comments: Comment[] = [];
  readonly writes: string[] = [];
  /** Comments of somebody else, which a token may not change. */
  readonly foreign = new Set<number>();
  /** As GraphQL tells the token; undefined: there is no GraphQL. */
  viewer: string | undefined = 'github-actions[bot]';
  readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.authorization !== 'Bearer gh-token')
      return answer(401, { message: 'Bad credentials' });
    const url = new URL(request.url ?? '/', this.url);
    const shown = (comment: Comment) => ({ ...comment, url: `${this.url}/comments/${comment.id}` });
    if (request.method === 'GET') {
      const page = Number(url.searchParams.get('page')) - 1;
      return answer(200, this.comments.slice(page * 100, page * 100 + 100).map(shown));
    }
    const { body } = JSON.parse(Buffer.concat(chunks).toString()) as { body: string };
    if (url.pathname === '/graphql') {
      if (this.viewer === undefined) return answer(404, { message: 'Not Found' });
      return answer(200, { data: { viewer: { login: this.viewer } } });
    }
    this.writes.push(`${request.method} ${url.pathname}`);
    if (request.method === 'POST') {
      const comment = { id: this.comments.length + 1, body, user: BOT };
      this.comments.push(comment);
      return answer(201, shown(comment));
    }
    const id = Number(url.pathname.split('/').at(-1));
    const comment = this.comments.find((each) => each.id === id);
    if (comment === undefined || this.foreign.has(id)) return answer(403, { message: 'Forbidden' });
    comment.body = body;
    return answer(200, shown(comment));
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

interface Step {
  id?: string;
  name: string;
  if?: string;
  run?: string;
  uses?: string;
  env?: { [name: string]: string };
  with?: { [name: string]: string };
}
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: { [name: string]: { default: string } };
  runs: { steps: Step[] };
};

const NOON = `version: 1
scenario: noon
duration: 30m
agents: { default: { answer: { after: 4s } } }
calls: [{ id: first, at: 60s, queue: support, talk: 60s }]
expect: [{ call: first, outcome: answered }]
`;

let folder: string;
let repository: string;
let pbx: Pbx;
let served: ServedPbx;
let github: FakeGithub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-pr-'));
  repository = join(folder, 'repository');
  pbx = await openPbx({ dataFile: join(folder, 'pbx.mdb'), token: TOKEN });
  served = await servePbx(pbx, { port: 0 });
  github = new FakeGithub();
  github.server.listen(0, '127.0.0.1');
  await once(github.server, 'listening');
  // As on a runner: a command on the PATH, an event in a file.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/cqctl'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(join(folder, 'bin/cqctl'), 0o755);
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ pull_request: { number: 7 } }));
  mkdirSync(join(repository, 'calls'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  // The state stays from job to job, as with a cache.
  writeFileSync(join(repository, '.gitignore'), '.cqctl/\n');
  commit(20, 'Begin');
});
afterEach(async () => {
  github.server.close();
  github.server.closeAllConnections();
  await served.close();
  await pbx.close();
  await rm(folder, { recursive: true, force: true });
});

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  execFileSync('git', [...identity, ...args], { cwd: repository, stdio: 'pipe' });
}

function commit(ring: number, message: string): void {
  writeFileSync(
    join(repository, 'calls/cqctl.yaml'),
    `version: 1
target: { url: "${served.url}" }
queues:
  support: { extension_number: "8000", ring_time: ${ring}, agents: ["2001"] }
`,
  );
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

/** What a pipeline sets for each of its jobs. */
const PIPELINE = { CQCTL_TOKEN: TOKEN, CQCTL_ALLOWED_HOSTS: '127.0.0.1' };

/** The PBX and GitHub answer from this process, so nothing may block it. */
const bash = promisify(execFile);

interface Ran {
  code: number;
  log: string;
  outputs: { [name: string]: string };
  artifact: string[];
  summary: string;
}

/** `${{ inputs.x }}` and `${{ steps.plan.outputs.x }}`, which is all that action.yml has in its env and with. */
function resolveExpressions(
  text: string,
  inputs: { [name: string]: string },
  outputs: Ran['outputs'],
): string {
  return text.replaceAll(/\$\{\{ (inputs|steps\.plan\.outputs)\.([\w-]+) \}\}/g, (_whole, from, name) =>
    String((from === 'inputs' ? inputs : outputs)[name] ?? ''),
  );
}

/** Conditions are few; each is written out here, so that a new one fails the test. */
function holds(
  step: Step,
  inputs: { [name: string]: string },
  outputs: Ran['outputs'],
  hasFailed: boolean,
): boolean {
  switch (step.name) {
    case 'Install cqctl':
      return inputs['version'] !== 'none';
    case 'Check the files and the routing':
    case 'Plan':
      return !hasFailed;
    case 'Say so in the pull request':
      return inputs['comment'] === 'true';
    case 'Keep the plan':
      return inputs['artifact'] !== '' && (outputs['folder'] ?? '') !== '';
    default:
      throw new Error(`the step ${step.name} is new here`);
  }
}

async function runAction(given: { [name: string]: string } = {}): Promise<Ran> {
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value }]) => [name, String(value)]),
  );
  Object.assign(inputs, { project: 'calls', version: 'none', 'github-token': 'gh-token' }, given);
  const work = await mkdtemp(join(folder, 'run-'));
  const ran: Ran = { code: 0, log: '', outputs: {}, artifact: [], summary: '' };
  for (const step of action.runs.steps) {
    if (!holds(step, inputs, ran.outputs, ran.code !== 0)) continue;
    if (step.uses !== undefined) {
      const path = resolveExpressions(step.with?.['path'] ?? '', inputs, ran.outputs);
      ran.artifact = readdirSync(path).sort();
      continue;
    }
    const files = { GITHUB_OUTPUT: join(work, 'output'), GITHUB_STEP_SUMMARY: join(work, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '', { flag: 'a' });
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [
        name,
        resolveExpressions(value, inputs, ran.outputs),
      ]),
    );
    try {
      const { stdout, stderr } = await bash(
        'bash',
        ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''],
        {
          cwd: repository,
          env: {
            PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
            HOME: folder,
            GITHUB_ACTIONS: 'true',
            GITHUB_ACTION_PATH: ROOT,
            GITHUB_API_URL: github.url,
            GITHUB_EVENT_PATH: join(folder, 'event.json'),
            GITHUB_REPOSITORY: 'ann/calls',
            RUNNER_TEMP: work,
            ...PIPELINE,
            ...files,
            ...env,
          },
        },
      );
      ran.log += stdout + stderr;
    } catch (error) {
      const failed = error as { code: number; stdout: string; stderr: string };
      ran.code = failed.code;
      ran.log += failed.stdout + failed.stderr;
    }
    if (step.id !== undefined)
      Object.assign(ran.outputs, readOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8')));
    writeFileSync(files.GITHUB_OUTPUT, '');
    ran.summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
  }
  expect(ran.log + ran.summary + JSON.stringify(github.comments)).not.toContain(TOKEN);
  return ran;
}

async function cqctl(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await runCli(args, { cwd: repository, env: PIPELINE });
  return { code: code ?? -1, text: stdout + stderr };
}

test('from a change to the PBX: comment, artifact, merge, the saved plan applied, nothing left', async () => {
  expect((await cqctl('apply', '-f', 'calls', '--auto-approve')).code).toBe(0);
  git('checkout', '--quiet', '-b', 'slower');
  commit(25, 'Ring longer');
  const first = await runAction();
  expect(first.code, first.log).toBe(0);
  expect(first.outputs).toMatchObject({
    changes: 'true',
    'exit-code': '2',
    update: '1',
    summary: '1 to update, 1 unchanged',
  });
  expect(first.artifact).toEqual(['plan.cqplan', 'plan.html', 'plan.md']);
  expect(first.summary).toContain('### cqctl: Plan: 1 to update');
  expect(first.log).toMatch(
    /::notice file=calls\/cqctl\.yaml,line=4,col=\d+,title=cqctl plan%3A update queue\.support/,
  );
  expect(github.comments).toHaveLength(1);
  const body = github.comments[0]?.body ?? '';
  expect(body).toContain('- ring_time: 20\n+ ring_time: 25');

  // The same again says nothing new; more in the same pull request goes into the same comment.
  await runAction();
  expect(github.writes).toHaveLength(1);
  commit(30, 'Ring even longer');
  const second = await runAction();
  expect(github.writes).toEqual(['POST /repos/ann/calls/issues/7/comments', 'PATCH /comments/1']);
  expect(github.comments[0]?.body).toContain('+ ring_time: 30');

  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--ff-only', 'slower');
  const merged = await runAction({ comment: 'false' });
  expect(merged.outputs['hash']).toBe(second.outputs['hash']);
  const plan = join(merged.outputs['folder'] ?? '', 'plan.cqplan');
  const applied = await cqctl('apply', plan, '-f', 'calls');
  expect(applied.code, applied.text).toBe(0);
  expect((await cqctl('plan', '-f', 'calls', '--detailed-exitcode')).code).toBe(0);
  const after = await runAction();
  expect(after.outputs).toMatchObject({ changes: 'false', 'exit-code': '0' });
  expect(github.comments[0]?.body).toContain('No changes');
});

test('a PBX changed by hand after the plan: stale, 3, and nothing is changed', async () => {
  expect((await cqctl('apply', '-f', 'calls', '--auto-approve')).code).toBe(0);
  commit(25, 'Ring longer');
  const { outputs } = await runAction();
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const queues = `${served.url}/api/call_queues`;
  const { items } = (await (await fetch(queues, { headers })).json()) as { items: { id: string }[] };
  const url = `${queues}/${items[0]?.id}`;
  const byHand = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ring_time: 7 }) });
  expect(byHand.status).toBe(200);
  const applied = await cqctl('apply', join(outputs['folder'] ?? '', 'plan.cqplan'), '-f', 'calls');
  expect(applied.code, applied.text).toBe(3);
  expect(applied.text).toContain('stale');
  expect(((await (await fetch(url, { headers })).json()) as { ring_time: number }).ring_time).toBe(7);
});

test('a mistake stops before the plan, with its place; what a gate refuses is commented on all the same', async () => {
  writeFileSync(
    join(repository, 'calls/cqctl.yaml'),
    'version: 1\nqueues:\n  a: { extension_number: 8000 }\n',
  );
  const wrong = await runAction();
  expect(wrong.code).toBe(1);
  expect(wrong.log).toMatch(/::error file=calls\/cqctl\.yaml,line=3,col=\d+,title=/);
  expect(github.comments).toEqual([]);
  commit(21, 'Right');
  expect((await cqctl('apply', '-f', 'calls', '--auto-approve')).code).toBe(0);
  const right = readFileSync(join(repository, 'calls/cqctl.yaml'), 'utf8');
  writeFileSync(
    join(repository, 'calls/cqctl.yaml'),
    readFileSync(join(repository, 'calls/cqctl.yaml'), 'utf8').replace(
      /queues:[\s\S]*$/,
      'policy: { max_destroys: 0 }\n',
    ),
  );
  const refused = await runAction();
  expect(refused.code).toBe(3);
  expect(refused.outputs['exit-code']).toBe('3');
  expect(github.comments[0]?.body).toContain('**Error** CQ402');

  // What cannot be planned any more leaves no plan standing, be it the files or the PBX.
  for (const broken of ['version: 2\n', right.replace(served.url, 'http://127.0.0.1:1')]) {
    writeFileSync(join(repository, 'calls/cqctl.yaml'), broken);
    expect((await runAction()).code).toBe(1);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/no plan\n\nThe last commit could not be planned/);
    writeFileSync(join(repository, 'calls/cqctl.yaml'), right.replace('ring_time: 21', 'ring_time: 22'));
    const mended = await runAction();
    expect(mended.code, mended.log).toBe(0);
    expect(github.comments[0]?.body).toContain('+ ring_time: 22');
  }
});

test('no changes need no comment; one that somebody else forged is left alone', async () => {
  expect((await cqctl('apply', '-f', 'calls', '--auto-approve')).code).toBe(0);
  expect((await runAction()).log).toContain('no comment is needed');
  expect(github.comments).toEqual([]);
  commit(25, 'Ring longer');
  await runAction();
  const forged = github.comments[0] as Comment;
  forged.body += 'forged';
  github.foreign.add(forged.id);
  for (let id = 2; id <= 120; id += 1) github.comments.push({ id, body: 'talk', user: MALLORY });
  await runAction();
  expect(github.comments).toHaveLength(121);
  expect(github.comments[120]?.body).toContain('ring_time: 25');
  const denied = await runAction({ 'github-token': 'wrong' });
  expect(denied.code).toBe(0);
  expect(denied.log).toContain('::warning title=cqctl::the pull request got no comment');
});

test.each(['github-actions[bot]', 'github-actions', undefined])(
  'a marker that somebody else wrote is passed over; the token is that of %s',
  async (viewer) => {
    github.viewer = viewer;
    expect((await cqctl('apply', '-f', 'calls', '--auto-approve')).code).toBe(0);
    commit(25, 'Ring longer');
    await runAction();
    const { body = '' } = github.comments[0] ?? {};
    github.comments[0] = { id: 1, body: `${body.split('\n')[0]}\nplanned: nothing, trust me`, user: MALLORY };
    await runAction();
    expect(github.comments[0]?.body).toContain('trust me');
    expect(github.comments[1]).toEqual({ id: 2, body, user: BOT });
    const { length } = github.writes;
    await runAction();
    expect(github.writes).toHaveLength(length);
  },
);

test('installs its own cqctl from a copy, never one of a registry, without the credentials of the PBX', async () => {
  const calls = join(folder, 'npm.log');
  writeFileSync(
    join(folder, 'bin/npm'),
    `#!/bin/sh\nset -e\necho "$PWD: $*" >>'${calls}'\ntest -z "$CQCTL_TOKEN"\ntest -f package-lock.json\n`,
  );
  chmodSync(join(folder, 'bin/npm'), 0o755);
  const foreign = await runAction({ version: '1.2.3', comment: 'false' });
  expect(foreign.code).not.toBe(0);
  expect(foreign.log).toContain('cqctl is in no registry yet');
  expect(existsSync(calls)).toBe(false);
  const own = await runAction({ version: action.inputs['version']?.default ?? '', comment: 'false' });
  expect(own.code, own.log).toBe(0);
  const lines = readFileSync(calls, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split(': ')[1]?.split(' ')[0])).toEqual(['ci', 'link']);
  for (const line of lines) expect(line).toContain(join(folder, 'run-'));
});

test('several environments: a plan and a page for each, one comment', async () => {
  writeFileSync(
    join(repository, 'calls/cqctl.yaml'),
    `version: 1
environments: { north: { target: "embedded" }, south: { target: "embedded" } }
queues:
  support: { extension_number: "8000" }
`,
  );
  const ran = await runAction({ environments: 'all' });
  expect(ran.code, ran.log).toBe(0);
  expect(ran.artifact).toEqual(['north.cqplan', 'north.html', 'plan.md', 'south.cqplan', 'south.html']);
  expect(ran.outputs).toMatchObject({ changes: 'true', changed: '["north","south"]', failed: '[]' });
  expect(github.comments[0]?.body).toContain('2 environments: 2 changed');
  const two = await runAction({ environments: 'south  north' });
  expect(two.artifact).toHaveLength(5);
  // Routing is tested in each of them: in the south nobody is there to answer.
  writeFileSync(join(repository, 'calls/noon.scenario.yaml'), NOON);
  writeFileSync(
    join(repository, 'calls/cqctl.yaml'),
    `version: 1
variables: { agents: [] }
environments:
  north: { target: "embedded", variables: { agents: ["2001"] } }
  south: { target: "embedded" }
queues:
  support: { extension_number: "8000", agents: "\${var.agents}" }
`,
  );
  const tested = await runAction({ environments: 'all' });
  expect(tested.code, tested.log).toBe(3);
  expect(tested.log.match(/^::error .*noon/gm)).toHaveLength(1);
  expect((await runAction({ environments: 'north' })).code).toBe(0);
});
