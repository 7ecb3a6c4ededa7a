/**
 * No secret leaves a run, in whatever format and by whatever way: not when it is a value of a file, nor when the PBX says
 * it back. Every command that prints is run in each of its formats, on stdout and into files.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandFormats } from '../../../src/cli/declaration.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { runMain } from '../../support/fake-host.ts';
import { StrictPbx } from '../../support/strict-pbx.ts';

const SECRETS = {
  CQCTL_TOKEN: 'tk-planted-token',
  CQCTL_PASSWORD: 'pw-planted-password',
  CQCTL_TOKEN__NORTH: 'tk-planted-north',
  CQCTL_SERVE_TOKEN: 'tk-planted-serve',
  CQCTL_STATE_TOKEN: 'tk-planted-state',
  CQCTL_STATE_PASSWORD: 'pw-planted-state',
  CQCTL_STATE_URL: 'postgres://cqctl:planted@db/cqctl',
  PGPASSWORD: 'pw-planted-postgres',
  CQCTL_GITLAB_TOKEN: 'tk-planted-gitlab',
  AWS_SECRET_ACCESS_KEY: 'planted/access+key',
  DEPLOY_KEY: '-----BEGIN KEY-----\nplanted-line-of-a-key\n-----END KEY-----',
  HTTPS_PROXY: 'http://user:planted%2Fproxy@127.0.0.1:9',
};
const NAMES = Object.keys(SECRETS) as (keyof typeof SECRETS)[];
/** The variables of secrets cannot be used in files; the same text under another name can. */
const COPIES = Object.fromEntries(NAMES.map((name) => [`CQCTL_VAR_COPY_OF_${name}`, SECRETS[name]]));

/** Every secret is in a name that is new, one that is changed, one that the PBX has, and in values that are wrong. */
const project = (url: string): string => `version: 1
target: { url: "${url}" }
variables:
${NAMES.map((name) => `  ${name.toLowerCase()}: "\${env.CQCTL_VAR_COPY_OF_${name}}"`).join('\n')}
queues:
${NAMES.map((name, index) => `  q${index}: { extension_number: "${8000 + index}", name: "to ${'${var.'}${name.toLowerCase()}}", agents: ["2001"] }`).join('\n')}
  known: { extension_number: "7000", name: "to \${env.CQCTL_VAR_COPY_OF_CQCTL_TOKEN}", agents: ["2001"] }
`;
const WRONG = `version: 1
queues:
${NAMES.map((name, index) => `  q${index}: { extension_number: "${8000 + index}", language: "\${env.CQCTL_VAR_COPY_OF_${name}}", ring_time: "\${env.CQCTL_VAR_COPY_OF_${name}}", polling_strategy: "\${env.CQCTL_VAR_COPY_OF_${name}}" }`).join('\n')}
`;
const SCENARIO = `version: 1
scenario: rush
seed: 3
duration: 10m
traffic:
  - { queue: known, arrivals: { rate: 60/h }, talk: { exponential: 60s }, patience: { exponential: 60s } }
expect:
  - { queue: known, metric: answered, value: ">= 0" }
`;

let cwd = '';
let pbx: StrictPbx;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-secrets-'));
  pbx = await StrictPbx.start({ token: SECRETS.CQCTL_TOKEN });
  pbx.addQueue({ name: `from ${SECRETS.CQCTL_PASSWORD}`, extension_number: '7000' });
  pbx.addQueue({ name: `by hand ${SECRETS.CQCTL_TOKEN}`, extension_number: '7001' });
  writeFileSync(join(cwd, 'cqctl.yaml'), project(pbx.url));
  mkdirSync(join(cwd, 'out'));
});
afterEach(async () => {
  await pbx.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const program = createProgram('0.0.0', async () => undefined);
const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_STEP_SUMMARY: 'out/github-summary',
  GITHUB_OUTPUT: 'out/github-output',
};

interface Said {
  exitCode: number;
  /** By where it was said: a stream or a file. */
  said: Map<string, string>;
}

async function cqctl(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const places = Object.fromEntries(
    Object.entries(GITHUB).map(([name, value]) => [name, value.replace('out/', `${cwd}/out/`)]),
  );
  const { exitCode, stdout, stderr } = await runMain([...args, '--log-level', 'debug'], {
    cwd,
    env: { ...SECRETS, ...COPIES, ...places, ...env },
  });
  const said = new Map([
    ['stdout', stdout],
    ['stderr', stderr],
  ]);
  for (const name of readdirSync(join(cwd, 'out'))) {
    said.set(name, readFileSync(join(cwd, 'out', name), 'utf8'));
    rmSync(join(cwd, 'out', name));
  }
  return { exitCode, said };
}

/** Each format on stdout once, and each of the others into a file meanwhile. */
async function inAllFormats(name: string, args: readonly string[]): Promise<Said[]> {
  const command = name
    .split(' ')
    .reduce((at, word) => at.commands.find((each) => each.name() === word) ?? at, program);
  const formats = commandFormats(command);
  expect(formats.length, name).toBeGreaterThan(0);
  const all: Said[] = [];
  for (const format of formats) {
    const others = formats.flatMap((other) => ['--output', `${other}=out/result.${other}`]);
    all.push(await cqctl([...args, '--format', format, ...(formats.length > 1 ? others : [])]));
  }
  return all;
}

function expectNoSecret(runs: readonly Said[], line: string): void {
  for (const { said } of runs) {
    for (const [place, text] of said) {
      // The part that no format spells in another way.
      expect(text, `${line}: in ${place}`).not.toContain('planted');
    }
  }
}

const lineOf = (line: string): [name: string, args: string[]] => {
  const [first = '', second = ''] = line.split(' ');
  return [['state', 'agent'].includes(first) ? `${first} ${second}` : first, line.split(' ')];
};

describe('no secret is in what is said', () => {
  test.each([
    'validate',
    'plan',
    'plan --destroy',
    'drift',
    'get queues',
    'get servers',
    'get agents 7000',
    'status',
    'status 7000',
    'export',
    'simulate rush.yaml',
    'test rush.yaml',
    'schema',
  ])('by %s', async (line) => {
    writeFileSync(join(cwd, 'rush.yaml'), SCENARIO);
    const [name, args] = lineOf(line);
    const runs = await inAllFormats(name, args);
    for (const { exitCode, said } of runs) {
      expect(exitCode, `${line}: ${said.get('stderr')}`).toBe(0);
    }
    expectNoSecret(runs, line);
  });

  test('by a plan that shows where they were', async () => {
    const runs = await inAllFormats('plan', ['plan']);
    for (const { said } of runs) {
      for (const [place, text] of said) {
        if (place !== 'stderr' && place !== 'github-output') expect(text, place).toContain('to ***');
      }
    }
  });

  test('by a saved plan that is shown, and by state', async () => {
    expect((await cqctl(['plan', '--out', 'a.cqplan'])).exitCode).toBe(0);
    expectNoSecret(await inAllFormats('show', ['show', 'a.cqplan']), 'show');
    expectNoSecret(
      [await cqctl(['apply', 'a.cqplan', '--format', 'json', '--output', 'text=out/a.txt'])],
      'apply',
    );
    expect(pbx.queue('7000').fields['name']).toBe(`to ${SECRETS.CQCTL_TOKEN}`);
    for (const line of ['state list', 'state show queue.known', 'state pull', 'drift']) {
      const [name, args] = lineOf(line);
      expectNoSecret(await inAllFormats(name, args), line);
    }
    expectNoSecret([await cqctl(['destroy', '--auto-approve', '--output', 'json=out/a.json'])], 'destroy');
  });

  test('by the events and the text of an apply', async () => {
    expectNoSecret(await inAllFormats('apply', ['apply', '--auto-approve']), 'apply');
  });

  test('by what is wrong with values that hold them', async () => {
    writeFileSync(join(cwd, 'cqctl.yaml'), WRONG);
    const runs = await inAllFormats('validate', ['validate']);
    for (const { exitCode } of runs) expect(exitCode).toBe(1);
    expectNoSecret(runs, 'validate');
    expectNoSecret([await cqctl(['plan'])], 'plan');
  });

  test('by a wrong option or an address that is one', async () => {
    const secret = SECRETS.CQCTL_PASSWORD;
    for (const args of [
      ['plan', '--target', secret],
      [secret],
      ['get', 'agents', secret],
      ['plan', '-f', secret],
    ]) {
      expectNoSecret([await cqctl(args)], args.join(' '));
    }
  });
});

test('neither a saved plan nor state holds what one gets in with', async () => {
  pbx.queues.clear();
  writeFileSync(
    join(cwd, 'cqctl.yaml'),
    `version: 1\ntarget: { url: "${pbx.url}" }\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n`,
  );
  expect((await cqctl(['plan', '--out', 'a.cqplan'])).exitCode).toBe(0);
  expect((await cqctl(['apply', '--auto-approve'])).exitCode).toBe(0);
  for (const file of ['a.cqplan', '.cqctl/state.json']) {
    const text = readFileSync(join(cwd, file), 'utf8');
    expect(text.length).toBeGreaterThan(100);
    expect(text, file).not.toContain('planted');
  }
});
