/** A merge request on GitLab: the scripts of the pipeline that is shipped, against a PBX and an API of GitLab on this machine. */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
import { BIN, ROOT, TOKEN } from '../support/run-cli.ts';

interface Note {
  id: number;
  body: string;
  author: { id: number };
}

/** The part of GitLab that notes need. The token is that of user 5. */
class FakeGitlab {
  readonly notes: Note[] = [];
  readonly writes: string[] = [];
  readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers['private-token'] !== 'gl-token') return answer(401, { message: '401 Unauthorized' });
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/user') return answer(200, { id: 5 });
    if (!url.pathname.startsWith('/projects/3/merge_requests/7/notes')) return answer(404, {});
    if (request.method === 'GET') {
      const page = Number(url.searchParams.get('page')) - 1;
      return answer(200, this.notes.slice(page * 100, page * 100 + 100));
    }
    const { body } = JSON.parse(Buffer.concat(chunks).toString()) as { body: string };
    this.writes.push(`${request.method} ${url.pathname}`);
    if (request.method === 'POST') {
      // GitLab keeps no blanks at the end.
      this.notes.push({ id: this.notes.length + 1, body: body.trimEnd(), author: { id: 5 } });
      return answer(201, this.notes.at(-1));
    }
    const note = this.notes.find(({ id }) => id === Number(url.pathname.split('/').at(-1)));
    if (note === undefined) return answer(404, { message: '404 Not found' });
    note.body = body.trimEnd();
    return answer(200, note);
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

const { variables, ...pipeline } = parse(
  readFileSync(join(ROOT, 'ci/gitlab/cqctl.gitlab-ci.yml'), 'utf8'),
) as { [job: string]: { script: string[] } } & { variables: { PROJECT: string } };
const run = promisify(execFile);

let folder: string;
let work: string;
let pbx: Pbx;
let served: ServedPbx;
let gitlab: FakeGitlab;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-mr-'));
  work = join(folder, 'work');
  pbx = await openPbx({ dataFile: join(folder, 'pbx.mdb'), token: TOKEN });
  served = await servePbx(pbx, { port: 0 });
  gitlab = new FakeGitlab();
  gitlab.server.listen(0, '127.0.0.1');
  await once(gitlab.server, 'listening');
  // As before_script leaves it: a command on the PATH, and the package where npm says.
  for (const name of ['bin', 'modules', 'work']) mkdirSync(join(folder, name));
  symlinkSync(ROOT, join(folder, 'modules/cqctl'));
  writeCommand('cqctl', `exec "${process.execPath}" "${BIN}" "$@"`);
  writeCommand('npm', `test "$*" = 'root --global' && echo "${join(folder, 'modules')}"`);
  write(20);
});
afterEach(async () => {
  gitlab.server.close();
  gitlab.server.closeAllConnections();
  await served.close();
  await pbx.close();
  await rm(folder, { recursive: true, force: true });
});

function writeCommand(name: string, line: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function write(ring: number): void {
  writeFileSync(
    join(work, 'cqctl.yaml'),
    `version: 1
target: { url: "${served.url}" }
queues:
  support: { extension_number: "8000", ring_time: ${ring}, agents: ["2001"] }
`,
  );
}

/** As GitLab's runner does: all lines of a script in one shell that stops at the first failure. */
async function job(name: string, more: { [name: string]: string } = {}) {
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    HOME: folder,
    PROJECT: variables.PROJECT,
    CI_API_V4_URL: gitlab.url,
    CI_PROJECT_ID: '3',
    CI_JOB_NAME: name,
    CI_MERGE_REQUEST_IID: '7',
    CQCTL_GITLAB_TOKEN: 'gl-token',
    CQCTL_TOKEN: TOKEN,
    ...more,
  };
  const script = pipeline[name]?.script.join('\n') ?? 'exit 99';
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  const { code, log } = await run('bash', args, { cwd: work, env }).then(
    ({ stdout, stderr }) => ({ code: 0, log: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, log: stdout + stderr }),
  );
  expect(log + JSON.stringify(gitlab.notes)).not.toMatch(new RegExp(`gl-token|${TOKEN}`));
  return { code, log };
}

test('validate, plan with a note that is kept up to date, apply of the saved plan, no drift', async () => {
  expect((await job('validate')).code).toBe(0);
  expect(existsSync(join(work, 'validate.xml'))).toBe(true);
  const first = await job('plan');
  expect(first.code, first.log).toBe(2);
  expect(gitlab.notes[0]?.body).toContain('### cqctl: Plan: 2 to create');
  expect((await job('plan')).log).toContain('the comment is up to date');
  expect(gitlab.writes).toEqual(['POST /projects/3/merge_requests/7/notes']);
  write(25);
  await job('plan');
  expect(gitlab.writes[1]).toBe('PUT /projects/3/merge_requests/7/notes/1');
  expect(gitlab.notes[0]?.body).toContain('ring_time: 25');
  await served.close();
  rmSync(join(work, 'plan.md'));
  expect((await job('plan')).code).toBe(1);
  expect(gitlab.notes[0]?.body).toContain('could not be planned');
  served = await servePbx(pbx, { port: Number(new URL(served.url).port) });
  await job('plan');
  const applied = await job('apply');
  expect(applied.code, applied.log).toBe(0);
  expect((await job('plan')).code).toBe(0);
  expect(gitlab.notes).toHaveLength(1);
  expect(gitlab.notes[0]?.body).toContain('No changes');
  expect((await job('drift')).code).toBe(0);
});

test('a note with the marker that somebody else wrote is passed over, and the own one is found on any page', async () => {
  await job('plan');
  const [own] = gitlab.notes.splice(0) as [Note];
  gitlab.notes.push({ id: 101, body: own.body.replace('2 to create', 'nothing'), author: { id: 9 } });
  for (let id = 102; id <= 220; id += 1) gitlab.notes.push({ id, body: 'talk', author: { id: 9 } });
  gitlab.notes.push({ ...own, id: 221 });
  write(25);
  await job('plan');
  expect(gitlab.notes).toHaveLength(121);
  expect(gitlab.notes[0]?.body).toContain('nothing');
  expect(gitlab.notes[120]?.body).toContain('ring_time: 25');
});

test.each([{ CQCTL_GITLAB_TOKEN: 'wrong' }, { CQCTL_GITLAB_TOKEN: '' }, { CI_MERGE_REQUEST_IID: '' }])(
  'without a note the plan stands all the same: %j',
  async (more) => {
    const { code, log } = await job('plan', more);
    expect(code).toBe(2);
    expect(log).toMatch(/no note/);
    expect(gitlab.notes).toEqual([]);
    expect(existsSync(join(work, 'plan.cqplan'))).toBe(true);
  },
);
