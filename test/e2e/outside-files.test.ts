/** What a change of the files can get cqctl to show of files that are not the project's: nothing. */

import { execFileSync } from 'node:child_process';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TLS_CERT, TLS_KEY } from '../support/certificates.ts';
import { makeProject, type Project, runCli } from '../support/run-cli.ts';

let project: Project;
beforeEach(async () => {
  project = await makeProject('', {});
  execFileSync('git', ['init', '-q', join(project.folder, 'repo')]);
  await project.write('outside/netrc', 'machine planted login planted\n');
  await project.write('repo/left-credentials', '[default]\naws_secret_access_key = planted\n');
  await symlink('../../outside/netrc', join(project.folder, 'repo/link.yaml'));
  await mkdir(join(project.folder, 'repo/calls'));
  await symlink('../../outside/netrc', join(project.folder, 'repo/calls/link.yaml'));
});
afterEach(() => project.remove());

const cqctl = (args: string[], env: Record<string, string> = {}) =>
  runCli(args, { cwd: join(project.folder, 'repo/calls'), env });
const QUEUES = 'queues: { a: { extension_number: "8000" } }\n';

test.each([
  ['include: [/etc/passwd]', 'CQ136'],
  ['include: [../../outside/netrc]', 'CQ136'],
  ['include: ["../../outside/*"]', 'CQ136'],
  ['include: [../.git/config]', 'CQ136'],
  ['include: [link.yaml]', 'CQ136'],
  ['include: ["li*.yaml"]', 'CQ136'],
  ['include: [../left-credentials]', 'not shown'],
  ['state: { path: /etc/passwd }', 'CQ136'],
  ['target: { url: "https://pbx.example.com", ca_file: /etc/passwd }', 'CQ136'],
])('%s', async (line, said) => {
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${line}\n${QUEUES}`);
  for (const args of [
    ['validate'],
    ['plan', '--format', 'json'],
    ['apply', '--auto-approve'],
    ['state', 'list'],
    ['fmt'],
  ]) {
    const { code, stdout, stderr } = await cqctl(args);
    expect(stdout + stderr, args.join(' ')).not.toMatch(/planted|root:|\[core\]/);
    // `fmt` and commands on files alone ask neither for the target nor for the state.
    if (args[0] === 'fmt') continue;
    expect(code, args.join(' ')).toBe(1);
    expect(stdout + stderr, args.join(' ')).toContain(said);
  }
});

test.each(['.cqctl', '.cqctl/state.json', '.cqctl/pbx.mdb', '.cqctl/pbx.mdb-lock'])(
  '%s as a link',
  async (place) => {
    await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
    if (place !== '.cqctl') await mkdir(join(project.folder, 'repo/calls/.cqctl'));
    await mkdir(join(project.folder, 'elsewhere'));
    await symlink(join(project.folder, 'elsewhere'), join(project.folder, 'repo/calls', place));
    const commands = [
      ['plan'],
      ['apply', '--auto-approve'],
      ['state', 'list'],
      ['status'],
      ['serve', '--port', '0'],
    ];
    for (const args of commands) {
      // The state is no concern of those that look at the PBX alone.
      if (/status|serve/.test(args[0] ?? '') && place === '.cqctl/state.json') continue;
      const { code, stderr } = await cqctl(args);
      expect(code, args.join(' ')).toBe(1);
      expect(stderr, args.join(' ')).toContain('error CQ136: .cqctl/');
    }
    expect(await readdir(join(project.folder, 'elsewhere'))).toEqual([]);
    if (place !== '.cqctl') return;
    expect((await cqctl(['apply', '--auto-approve', '--allow-outside'])).code).toBe(0);
    expect(await readdir(join(project.folder, 'elsewhere'))).toContain('state.json');
  },
);

test.each([
  ['serve', '--port', '0'],
  ['init', '--from-live'],
])('a link in place of .cqctl, where there is no project yet: %s', async (...args) => {
  await mkdir(join(project.folder, 'elsewhere'));
  await symlink(join(project.folder, 'elsewhere'), join(project.folder, 'repo/calls/.cqctl'));
  const { code, stderr } = await cqctl(args);
  expect([code, stderr]).toEqual([1, expect.stringContaining('error CQ136: .cqctl/')]);
  expect(await readdir(join(project.folder, 'elsewhere'))).toEqual([]);
});

test('links to other places of the project are followed', async () => {
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
  await mkdir(join(project.folder, 'repo/kept'));
  await symlink('../kept', join(project.folder, 'repo/calls/.cqctl'));
  const { code, stderr } = await cqctl(['apply', '--auto-approve']);
  expect(code, stderr).toBe(0);
  expect(await readdir(join(project.folder, 'repo/kept'))).toContain('state.json');
});

/** A key is base64, and a line of it no word. */
const KEY_LINE = /^[A-Za-z0-9+/]{30,}/m;

test.each([
  'target: { url: "https://pbx.example.com", ',
  'state: { backend: http, address: "https://s.example.com", ',
])('%s client_key_file: … }', async (start) => {
  const folder = join(project.folder, 'repo/calls');
  await project.write('repo/calls/client.pem', TLS_CERT);
  await project.write('outside/key.pem', TLS_KEY);
  await project.write('repo/calls/own-key.yaml', TLS_KEY);
  await symlink('../../outside/key.pem', join(folder, 'link.pem'));
  const line = KEY_LINE.exec(TLS_KEY)?.[0] ?? '';
  const write = (file: string, more: string) =>
    project.write(
      'repo/calls/cqctl.yaml',
      `version: 1\n${start}client_cert_file: client.pem, client_key_file: ${file} }\n${QUEUES}${more}`,
    );
  for (const file of ['../../outside/key.pem', 'link.pem', join(project.folder, 'outside/key.pem')]) {
    await write(file, '');
    for (const args of [['validate'], ['plan'], ['get', 'queues'], ['state', 'list']]) {
      if (args[0] === 'get' && start.startsWith('state')) continue;
      const { code, stdout, stderr } = await cqctl(args);
      expect(code, args.join(' ')).toBe(1);
      expect(stdout + stderr, args.join(' ')).toContain('CQ136');
      expect(stdout + stderr, args.join(' ')).not.toContain(line);
    }
  }
  // The project's own is read, and repeated nowhere.
  await write('own-key.yaml', `include: [own-key.yaml]\nx: "${line}"\n`);
  const { stdout, stderr } = await cqctl(['validate']);
  expect(stdout + stderr).toContain('x: "***"');
  expect(stdout + stderr).not.toContain(line);
});

test.each(['CQCTL_CLIENT_KEY_FILE', 'CQCTL_STATE_CLIENT_KEY_FILE', 'PGSSLKEY', 'PGPASSFILE'])(
  'what the file of %s holds',
  async (name) => {
    await project.write(
      'outside/secret',
      'db.example.com:5432:*:calls:pl\\:anted-word\nplanted-second-line\n',
    );
    await project.write(
      'repo/calls/cqctl.yaml',
      `version: 1\n${QUEUES}x: "planted-second-line${name === 'PGPASSFILE' ? ' pl:anted-word' : ''}"\n`,
    );
    const { code, stdout, stderr } = await cqctl(['validate'], { [name]: '../../outside/secret' });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('***');
    expect(stdout + stderr).not.toMatch(/planted|pl:anted/);
  },
);

test('a table of calls', async () => {
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
  for (const csv of ['/etc/passwd', '../../outside/netrc', '../left-credentials', 'link.yaml']) {
    const traffic = `traffic: [{ queue: a, arrivals: { csv: ${csv} } }]`;
    await project.write('repo/calls/a.scenario.yaml', `version: 1\n${traffic}\n`);
    for (const args of [['test'], ['simulate', 'a.scenario.yaml']]) {
      const { code, stdout, stderr } = await cqctl(args);
      expect(code, csv).toBe(1);
      expect(stdout + stderr, csv).not.toMatch(/planted|root:/);
    }
  }
});

test('with leave, and by the paths of whoever runs it, files outside are used', async () => {
  await project.write('more.yaml', QUEUES);
  await project.write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../../more.yaml]\n');
  expect((await cqctl(['validate'])).code).toBe(1);
  expect((await cqctl(['validate', '--allow-outside'])).code).toBe(0);
  expect((await cqctl(['validate'], { CQCTL_ALLOW_OUTSIDE: '1' })).code).toBe(0);
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
  const { code, stderr } = await cqctl(['apply', '--auto-approve', '--state-path', '../../state.json']);
  expect(code, stderr).toBe(0);
  expect((await cqctl(['state', 'list'], { CQCTL_STATE_PATH: '../../state.json' })).stdout).toContain(
    'queue.a',
  );
  expect((await cqctl(['state', 'list'])).stdout).not.toContain('queue.a');
});

test('a project below a file is one that is not there', async () => {
  await project.write('repo/calls/mine.txt', '');
  for (const args of [['plan'], ['validate'], ['export', '--update']]) {
    const { code, stdout, stderr } = await cqctl([...args, '-f', 'mine.txt/calls']);
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('mine.txt/calls cannot be read')]);
  }
});
