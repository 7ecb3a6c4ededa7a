/** The built program behind a proxy, as a company's runner is: to the PBX, and to the server that keeps the state. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPbx } from '../../src/pbx/pbx.ts';
import { servePbx } from '../../src/pbx/serve.ts';
import { TLS_CERT, TLS_KEY } from '../support/certificates.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { type StateServer, startStateServer } from '../support/state-server.ts';

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

describe('the state’s server', () => {
  const SECRET = 'state-token-that-must-not-show';

  /** A project with the embedded PBX, and its state on a server of https with a private CA. */
  async function withState(options: ServerOptions, more = ''): Promise<StateServer> {
    const server = await startStateServer('terraform', { key: TLS_KEY, cert: TLS_CERT, ...options });
    server.authorization = `Bearer ${SECRET}`;
    cleanups.push(() => server.close());
    project.env['CQCTL_STATE_TOKEN'] = SECRET;
    await project.write(
      'cqctl.yaml',
      `version: 1\ntarget: embedded\nstate: { backend: http, address: "${server.address}"${more} }\nqueues:\n  a: { extension_number: "8000" }\n`,
    );
    return server;
  }
  const succeed = async (...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await project.run(...args);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout + stderr).not.toContain(SECRET);
  };

  test('has a private CA, which state.ca_file names', async () => {
    const server = await withState({}, ', ca_file: ca.pem');
    await succeed('apply', '--auto-approve');
    expect(server.stored.size).toBe(1);
    expect(server.locks.size).toBe(0);
  });

  test.each(['CQCTL_CA_FILE', 'CQCTL_STATE_CA_FILE'])('has a private CA, which %s names', async (name) => {
    const server = await withState({});
    const refused = await project.run('plan');
    expect(refused.code).toBe(1);
    for (const part of ['CQ507', 'state.ca_file']) expect(refused.stderr).toContain(part);
    project.env[name] = 'ca.pem';
    await succeed('apply', '--auto-approve');
    expect(server.stored.size).toBe(1);
  });

  test.each([
    ['without a password', undefined, undefined],
    ['with a password', 'me:p%40ss', 'me:p@ss'],
  ])('is reached in a tunnel %s', async (_what, written, login) => {
    const server = await withState({}, ', ca_file: ca.pem');
    proxy.login = login;
    project.env['https_proxy'] = written === undefined ? proxy.url : proxy.url.replace('//', `//${written}@`);
    await succeed('apply', '--auto-approve');
    await succeed('plan', '--detailed-exitcode');
    const authorization = login === undefined ? '-' : `Basic ${Buffer.from(login).toString('base64')}`;
    const { host } = new URL(server.address);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${host} ${authorization}`]));
    expect(server.stored.size).toBe(1);
  });

  test('demands a client certificate, which is told, and gets that of state.client_cert_file', async () => {
    const demanding = { requestCert: true, ca: TLS_CERT };
    const server = await withState(demanding, ', ca_file: ca.pem');
    const refused = await project.run('plan');
    expect(refused.code).toBe(1);
    for (const part of ['CQ515', 'state.client_cert_file']) expect(refused.stderr).toContain(part);
    await project.write('client-key.pem', TLS_KEY);
    const yaml = await readFile(join(project.folder, 'cqctl.yaml'), 'utf8');
    const keys = 'ca_file: ca.pem, client_cert_file: ca.pem, client_key_file: client-key.pem';
    await project.write('cqctl.yaml', yaml.replace('ca_file: ca.pem', keys));
    await succeed('apply', '--auto-approve');
    expect(server.stored.size).toBe(1);
  });

  test('asks to wait: an interrupt ends that, and no lock is left', async () => {
    const server = await withState({}, ', ca_file: ca.pem');
    server.fault = (method) =>
      method === 'GET' ? { status: 503, headers: { 'retry-after': '60' } } : undefined;
    const running = project.start('apply', '--auto-approve');
    let said = '';
    running.child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    for (let round = 0; round < 300 && !said.includes('in 60 s'); round++) await sleep(50);
    expect(said).toContain('status 503; attempt 2 in 60 s');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(server.locks.size).toBe(0);
  });
});

describe('a PBX that demands a client certificate', () => {
  test('is told, and gets that of the variables', async () => {
    const demanding = createServer(
      { key: TLS_KEY, cert: TLS_CERT, requestCert: true, ca: TLS_CERT },
      (_request, response) => response.end('{"count":0,"items":[]}'),
    );
    demanding.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => demanding.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => {
      demanding.closeAllConnections();
      demanding.close();
    });
    const url = `https://localhost:${(demanding.address() as AddressInfo).port}`;
    await project.write('cqctl.yaml', `version: 1\ntarget: { url: "${url}" }\nqueues: {}\n`);
    await project.write('key.pem', TLS_KEY);
    project.env['CQCTL_CA_FILE'] = 'ca.pem';
    const refused = await project.run('plan');
    expect(refused.code).toBe(1);
    for (const part of ['CQ515', 'demands a client certificate', 'CQCTL_CLIENT_CERT_FILE']) {
      expect(refused.stderr).toContain(part);
    }
    expect(refused.stderr).not.toContain('attempts');
    project.env['CQCTL_CLIENT_CERT_FILE'] = 'ca.pem';
    const keyless = await project.run('plan');
    expect(keyless.code).toBe(1);
    expect(keyless.stderr).toContain('CQ516');
    project.env['CQCTL_CLIENT_KEY_FILE'] = 'key.pem';
    const planned = await project.run('plan');
    expect(planned.code, planned.stderr).toBe(0);
  });
});
