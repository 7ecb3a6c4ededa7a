/** Streams, certificates and secrets: what a script, a pipe and a log see of a run, above all of one that fails. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CERTIFICATE, startTlsFront } from '../support/foreign/tls-front.ts';
import { BIN, type Ended, makeProject, type Project, runCli, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const STACK = /\n\s+at .*:\d+:\d+/;
const config = (url: string, more = '') =>
  `version: 1\ntarget: { url: "${url}"${more} }\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n`;

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(config(pbx.url));
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

async function listen(handler: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a self-signed certificate', () => {
  test('is refused, in words, and accepted from ca_file', async () => {
    const front = await startTlsFront(pbx.url);
    await project.write('cqctl.yaml', config(front.url));
    const refused = await project.run('plan');
    expect(refused.code, refused.stderr).toBe(1);
    expect(refused.stderr).toMatch(/certificate/i);
    expect(refused.stderr).toContain('ca_file');
    expect(refused.stderr).not.toMatch(STACK);
    expect(pbx.requests).toEqual([]);
    await project.write('ca.pem', CERTIFICATE);
    await project.write('cqctl.yaml', config(front.url, ', ca_file: ./ca.pem'));
    const accepted = await project.run('apply', '--auto-approve');
    expect(accepted.code, accepted.stderr).toBe(0);
    await project.write('cqctl.yaml', config(front.url, ', ca_file: ./none.pem'));
    const missing = await project.run('plan');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/cqctl\.yaml:\d+:\d+: error CQ362: .*none\.pem/);
    await project.write('ca.pem', 'not a certificate');
    await project.write('cqctl.yaml', config(front.url, ', ca_file: ./ca.pem'));
    const broken = await project.run('validate');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/CQ362: .*ca\.pem/);
    expect(broken.stderr).not.toMatch(STACK);
    await front.stop();
  });
});

describe('a disk that takes no more than four kilobytes of a file', () => {
  /** The limit stands for a full disk: half of a write is done, the other half is refused. */
  async function runCramped(...args: string[]): Promise<{ code: number | null; stderr: string }> {
    const script = 'trap "" XFSZ; ulimit -f 4; exec "$0" "$@"';
    const child = spawn('bash', ['-c', script, process.execPath, BIN, ...args], { cwd: project.folder });
    const stderr = text(child.stderr);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stderr: await stderr };
  }

  test('leaves what is to be laid out as it was', async () => {
    const agents = Array.from({ length: 1000 }, (_item, index) => `"${2000 + index}"`).join(',');
    const written = `version:   1\nqueues: { a: { extension_number: "8000", agents: [${agents}] } }\n`;
    await project.write('cqctl.yaml', written);
    const { code, stderr } = await runCramped('fmt');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/CQ904: .*too large/) });
    expect(await readFile(join(project.folder, 'cqctl.yaml'), 'utf8')).toBe(written);
    expect(await readdir(project.folder)).toEqual(['cqctl.yaml']);
  });

  test('keeps no half of a new project, and the next try makes it', async () => {
    const { code, stderr } = await runCramped('init', 'calls');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/CQ904: .*too large/) });
    const again = await project.run('init', 'calls');
    expect(again.code, again.stderr).toBe(0);
    expect((await project.run('-f', 'calls', 'validate')).code).toBe(0);
  });
});

describe('answers that are not the API’s', () => {
  const json =
    (text: string): RequestListener =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(text);
    };
  test.each<[string, RequestListener, RegExp]>([
    ['wrong types', json('{"count":"x","items":3}'), /GET \/api\/call_queue\w*/],
    ['a list of nulls', json('{"count":1,"items":[null]}'), /GET \/api\/call_queue\w*/],
    ['JSON that ends early', json('{"count":1,"items":['), /GET \/api\/call_queue\w*/],
    ['null', json('null'), /GET \/api\/call_queue\w*/],
    [
      'a redirect to a portal',
      (_request, response) => {
        response.writeHead(302, { location: 'https://example.invalid/login' });
        response.end();
      },
      /GET \/api\/call_queue\w*.*302/,
    ],
    [
      'a refusal in HTML',
      (_request, response) => {
        response.writeHead(403, { 'content-type': 'text/html' });
        response.end('<html><body><h1>Forbidden</h1></body></html>');
      },
      /GET \/api\/call_queue\w*.*403|403.*GET/,
    ],
    [
      'errors in another shape',
      (_request, response) => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"errors":[null,7,{"code":{"deep":1}}]}');
      },
      /400/,
    ],
  ])('%s: exit 1, with the request named', async (_title, handler, words) => {
    const { url, server } = await listen(handler);
    await project.write('cqctl.yaml', config(url));
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await project.run('plan', '--format', format);
      expect(code, stderr).toBe(1);
      expect(stdout + stderr).toMatch(words);
      expect(stderr).not.toMatch(STACK);
      if (format === 'json' && stdout !== '') JSON.parse(stdout);
    }
    server.close();
  });

  test('colours and control characters of a PBX do not reach the terminal', async () => {
    pbx.addQueue({ name: 'Evil \u001b[2J\u001b]0;title\u0007 queue', extension_number: '7000' });
    for (const args of [['plan'], ['get', 'queues'], ['status']]) {
      const { stdout, stderr } = await project.run(...args);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      expect(stdout + stderr, args.join(' ')).not.toMatch(/[\u001b\u0007]/);
    }
  });
});

describe('streams', () => {
  test('a reader that stops reading is no error', async () => {
    for (let index = 0; index < 400; index++) {
      pbx.addQueue({ name: `Foreign ${index}`, extension_number: String(6000 + index) });
    }
    for (const command of ['export', 'plan --format json', 'schema', 'get queues']) {
      const { stdout, stderr } = await shell(
        `"$NODE" "$BIN" ${command} | head -n 1; echo "\${PIPESTATUS[0]}"`,
      );
      const status = stdout.trim().split('\n').at(-1);
      expect(stderr, command).not.toMatch(/EPIPE|internal|bug/i);
      expect(stderr, command).not.toMatch(STACK);
      expect(['0', '141'], `${command}: ${status} ${stderr}`).toContain(status);
    }
  });

  test('a watch that nobody reads ends, although nothing changes', async () => {
    const { stdout } = await shell('"$NODE" "$BIN" get queues --watch | head -n 1; echo "${PIPESTATUS[0]}"');
    expect(stdout).toBe('No queues.\n0\n');
  });

  test('colours are off in a pipe, with NO_COLOR and with --no-color', async () => {
    for (const [args, env] of [
      [['plan'], {}],
      [['plan'], { NO_COLOR: '1', FORCE_COLOR: '1' }],
      [['--no-color', 'plan'], { FORCE_COLOR: '1' }],
    ] as const) {
      const { code, stdout, stderr } = await runCli(args, {
        cwd: project.folder,
        env: { CQCTL_TOKEN: TOKEN, ...env },
      });
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain('\u001b');
    }
  });

  test('JSON is alone on stdout, for every command that has it, warnings or not', async () => {
    await project.write(
      'cqctl.yaml',
      `${config(pbx.url)}  b: { extension_number: "8001", inform_position_interval: 30 }\n`,
    );
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    for (const args of [
      ['validate'],
      ['plan'],
      ['drift'],
      ['get', 'queues'],
      ['get', 'servers'],
      ['get', 'agents', 'a'],
      ['get', 'waiting', 'a'],
      ['status'],
      ['status', 'a'],
      ['state', 'list'],
      ['state', 'show', 'queue.a'],
    ]) {
      const { code, stdout, stderr } = await project.run(...args, '--format', 'json');
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
      expect(() => JSON.parse(stdout), args.join(' ')).not.toThrow();
    }
    await project.write('cqctl.yaml', 'version: 1\nqueus: {}\n');
    const broken = await project.run('validate', '--format', 'json');
    expect(broken.code).toBe(1);
    expect(JSON.stringify(JSON.parse(broken.stdout))).toContain('queus');
  });

  test('the embedded PBX says on stderr that it is used', async () => {
    await project.write('cqctl.yaml', 'version: 1\nqueues:\n  a: { extension_number: "8000" }\n');
    for (const args of [['plan'], ['apply', '--auto-approve'], ['get', 'queues'], ['drift'], ['status']]) {
      const { code, stdout, stderr } = await project.run(...args);
      expect(code, stderr).toBe(0);
      expect(stderr, args.join(' ')).toMatch(/embedded/i);
      expect(stdout, args.join(' ')).not.toMatch(/^.*embedded PBX is used/im);
    }
  });

  function shell(line: string): Promise<Ended> {
    const child = spawn('bash', ['-c', line], {
      cwd: project.folder,
      env: { PATH: process.env['PATH'], NODE: process.execPath, BIN, CQCTL_TOKEN: TOKEN },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    return new Promise((done) => {
      child.on('close', (code) => done({ code, stdout, stderr }));
    });
  }
});

describe('settings', () => {
  test('CQCTL_URL wins over the file; a flag over the environment; the environment over the file', async () => {
    await project.write(
      'cqctl.yaml',
      `version: 1\ntarget: { url: "http://127.0.0.1:9" }\nvariables: { ring: 20 }\nqueues:\n  a: { extension_number: "8000", ring_time: "\${var.ring}" }\n`,
    );
    const ring = async (args: string[], env: Record<string, string>): Promise<unknown> => {
      const { stdout, stderr } = await runCli(['plan', '--format', 'json', ...args], {
        cwd: project.folder,
        env: { CQCTL_TOKEN: TOKEN, CQCTL_URL: pbx.url, ...env },
      });
      expect(stdout, stderr).not.toBe('');
      const fields = JSON.parse(stdout).changes[0].fields as { path: string; after: unknown }[];
      return fields.find(({ path }) => path === 'ring_time')?.after;
    };
    expect(await ring([], {})).toBe(20);
    expect(await ring([], { CQCTL_VAR_ring: '30' })).toBe(30);
    expect(await ring(['--var', 'ring=40'], { CQCTL_VAR_ring: '30' })).toBe(40);
  });

  test('each environment has a target, variables and a state of its own', async () => {
    const other = await StrictPbx.start({ token: TOKEN });
    await project.write(
      'cqctl.yaml',
      `version: 1
target: { url: "${pbx.url}" }
environments:
  prod: { target: { url: "${other.url}" }, variables: { ring: 25 } }
variables: { ring: 20 }
queues:
  a: { extension_number: "8000", ring_time: "\${var.ring}" }
`,
    );
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    expect(other.writes).toEqual([]);
    expect((await project.run('--env', 'prod', 'apply', '--auto-approve')).code).toBe(0);
    expect(pbx.queue('8000').fields['ring_time']).toBe(20);
    expect(other.queue('8000').fields['ring_time']).toBe(25);
    for (const args of [[], ['--env', 'prod']]) {
      expect((await project.run(...args, 'plan', '--detailed-exitcode')).code).toBe(0);
    }
    expect((await project.run('--env', 'prd', 'plan')).code).not.toBe(0);
    const byName = await runCli(['plan', '--format', 'json'], {
      cwd: project.folder,
      env: { CQCTL_TOKEN: TOKEN, CQCTL_ENV: 'prod' },
    });
    expect(JSON.parse(byName.stdout)).toMatchObject({ target: other.url, changes: [] });
    await other.stop();
  });
});

describe('secrets', () => {
  const PASSWORD = 'pw-planted-secret';
  const allFiles = async (): Promise<string> => {
    const names = await readdir(project.folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile() && !entry.name.endsWith('.secret'));
    const texts = await Promise.all(
      files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    return texts.join('\n');
  };

  test('from files; neither they nor the tokens made from them are printed or stored', async () => {
    await pbx.stop();
    pbx = await StrictPbx.start({ login: { username: 'admin', password: PASSWORD, tokenSeconds: 60 } });
    await project.write('cqctl.yaml', config(pbx.url));
    await project.write('pw.secret', `${PASSWORD}\n`);
    const env = { CQCTL_USERNAME: 'admin', CQCTL_PASSWORD_FILE: 'pw.secret' };
    const tokens: string[] = [];
    const grab = await fetch(`${pbx.url}/api/login/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        username: 'admin',
        password: PASSWORD,
        client_id: 'x',
      }),
    });
    tokens.push(((await grab.json()) as { access_token: string }).access_token);
    let said = '';
    for (const args of [
      ['plan', '--out', 'a.cqplan'],
      ['apply', 'a.cqplan', '--auto-approve'],
      ['drift'],
      ['apply', '--auto-approve', '--format', 'json'],
    ]) {
      const { code, stdout, stderr } = await runCli([...args, '--log-level', 'debug'], {
        cwd: project.folder,
        env,
      });
      expect(code, stderr).toBe(0);
      said += stdout + stderr;
    }
    said += await allFiles();
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toMatch(/\b[0-9a-f]{48}\b/);
    await project.write('token.secret', `${tokens[0]}\n`);
    const byToken = await runCli(['plan'], {
      cwd: project.folder,
      env: { CQCTL_TOKEN_FILE: 'token.secret' },
    });
    expect(byToken.code, byToken.stderr).toBe(0);
    const missing = await runCli(['plan'], { cwd: project.folder, env: { CQCTL_TOKEN_FILE: 'none.secret' } });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('none.secret');
  });

  test('not even when the PBX says them back in an error', async () => {
    const { url, server } = await listen((request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      const message = `bad request with ${request.headers.authorization}`;
      response.end(JSON.stringify({ errors: [{ code: 'UNKNOWN', message, detail: { message } }] }));
    });
    await project.write('cqctl.yaml', config(url));
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await project.run('plan', '--format', format, '--log-level', 'debug');
      expect(code).toBe(1);
      expect(stdout + stderr).not.toContain(TOKEN);
    }
    server.close();
  });

  test('a password in the address of the target is not printed', async () => {
    await project.write('cqctl.yaml', config(pbx.url.replace('//', `//admin:${PASSWORD}@`)));
    for (const args of [
      ['validate'],
      ['plan', '--format', 'json', '--log-level', 'debug', '--out', 'a.cqplan'],
    ]) {
      const { stdout, stderr } = await project.run(...args);
      const excerpts = (stdout + stderr).split('\n').filter((line) => !/^\s*\d+ \|/.test(line));
      expect(excerpts.join('\n')).not.toContain(PASSWORD);
    }
  });

  test('an option for one does not exist', async () => {
    for (const option of ['--token', '--password', '--secret']) {
      expect((await project.run('plan', option, 'x')).code).toBe(64);
    }
    expect(pbx.requests).toEqual([]);
  });
});
