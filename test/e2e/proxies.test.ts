/** The built program behind a proxy, as a company's runner is: to the PBX, and to the server that keeps the state. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPbx } from '../../src/pbx/pbx.ts';
import { servePbx } from '../../src/pbx/serve.ts';
import { TLS_CERT, TLS_KEY } from '../support/certificates.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';

let proxy: TestProxy;
let project: Project;
let port = 0;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  proxy = await startProxy();
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-proxies-'));
  const pbx = await openPbx({ token: TOKEN, dataFile: join(folder, 'pbx.mdb') });
  const served = await servePbx(pbx, { host: '127.0.0.1', port: 0, tls: { cert: TLS_CERT, key: TLS_KEY } });
  port = Number(new URL(served.url).port);
  project = await makeProject(
    `version: 1\ntarget: { url: "https://localhost:${port}", ca_file: ca.pem }\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n`,
  );
  await project.write('ca.pem', TLS_CERT);
  cleanups.push(
    () => proxy.close(),
    () => served.close(),
    () => pbx.close(),
    () => rm(folder, { recursive: true }),
    () => project.remove(),
  );
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('https to the PBX in a tunnel', () => {
  test.each([
    ['without a password', undefined, undefined],
    ['with a password', 'me:p%40ss', 'me:p@ss'],
  ])('%s', async (_what, written, login) => {
    proxy.login = login;
    project.env['HTTPS_PROXY'] = written === undefined ? proxy.url : proxy.url.replace('//', `//${written}@`);
    const applied = await project.run('apply', '--auto-approve');
    expect(applied.code, applied.stderr).toBe(0);
    const planned = await project.run('plan', '--detailed-exitcode');
    expect(planned.code, planned.stdout + planned.stderr).toBe(0);
    expect(proxy.seen.length).toBeGreaterThan(0);
    const authorization = login === undefined ? '-' : `Basic ${Buffer.from(login).toString('base64')}`;
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT localhost:${port} ${authorization}`]));
  });

  test('a wrong password: the proxy, its variable and 407 in one line, after one attempt', async () => {
    proxy.login = 'me:right';
    project.env['https_proxy'] = proxy.url.replace('//', '//me:hunter2@');
    const { code, stdout, stderr } = await project.run('plan');
    expect(code).toBe(1);
    for (const part of ['CQ514', proxy.url, 'https_proxy', '407']) expect(stderr).toContain(part);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(stderr).not.toContain('attempts');
    expect(proxy.seen.length).toBeLessThanOrEqual(16);
  });

  test('a dead proxy is named with its variable', async () => {
    project.env['ALL_PROXY'] = 'http://me:hunter2@127.0.0.1:9';
    const { code, stderr } = await project.run('plan');
    expect(code).toBe(1);
    for (const part of ['CQ514', 'http://127.0.0.1:9', 'ALL_PROXY']) expect(stderr).toContain(part);
    expect(stderr).not.toContain('hunter2');
  }, 120_000);

  test('a SOCKS proxy is told to be none of HTTP; NO_PROXY gets around it', async () => {
    project.env['ALL_PROXY'] = 'socks5://127.0.0.1:1080';
    const refused = await project.run('plan');
    expect(refused.code).toBe(1);
    for (const part of ['CQ513', 'SOCKS', 'ALL_PROXY']) expect(refused.stderr).toContain(part);
    project.env['NO_PROXY'] = '.localhost, 127.0.0.0/8';
    expect((await project.run('plan')).code).toBe(0);
  });
});
