/** What a project's own policy demands: broken by files in which nothing is wrong. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cqctl-policy-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(cwd, 'cqctl.yaml'), `version: 1\n${yaml}`);
  return loadProject({ path: '.', cwd, variables: {}, processEnv: {}, strict: false });
}

async function violationsOf(yaml: string) {
  const { value, diagnostics } = await load(yaml);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return value?.violations.map(({ code, summary, source }) => [code, summary, source?.line, source?.column]);
}

describe('required fields', () => {
  test('have to be written, by the resource or by defaults; null takes a default away', async () => {
    const violations = await violationsOf(`policy:
  required_fields: { queue: [max_waiting_time, no_answer_forward_rule], server: [ipv4] }
defaults: { queue: { max_waiting_time: 60 } }
servers:
  edge: { ipv6: "2001:db8::1" }
queues:
  a: { extension_number: "8000", no_answer_forward_rule: { action: HANGUP } }
  b: { extension_number: "8001", max_waiting_time: null }
`);
    expect(violations).toEqual([
      ['CQ416', 'server.edge does not write ipv4, which policy.required_fields demands', 6, 3],
      ['CQ416', 'queue.b does not write max_waiting_time, which policy.required_fields demands', 9, 3],
      ['CQ416', 'queue.b does not write no_answer_forward_rule, which policy.required_fields demands', 9, 3],
    ]);
  });
});

describe('names', () => {
  test('match as a whole: keys, names, which default to the key, and numbers', async () => {
    const violations = await violationsOf(`policy:
  names:
    queue: { key: "[a-z-]+", name: "[A-Z].*", extension_number: "8\\\\d{3}" }
queues:
  sales: { name: Sales, extension_number: "8000" }
  Support: { extension_number: "80001" }
  help: { extension_number: "8002" }
`);
    expect(violations).toEqual([
      ['CQ417', 'the key "Support" of queue.Support is not as policy.names demands: [a-z-]+', 7, 3],
      [
        'CQ417',
        'the extension number "80001" of queue.Support is not as policy.names demands: 8\\d{3}',
        7,
        32,
      ],
      ['CQ417', 'the name "help" of queue.help is not as policy.names demands: [A-Z].*', 8, 3],
    ]);
  });

  test('patterns that would never end are mistakes, each found out within the time of all', async () => {
    const key = 'a'.repeat(60);
    const { value, diagnostics } = await load(`policy:
  names:
    server: { name: "(a+)+b" }
    queue: { key: "(a+)+b", name: "(a|a)+b", extension_number: "8.*" }
servers:
  ${key}: { ipv4: 192.0.2.1 }
queues:
  ${key}: { extension_number: "8000" }
`);
    expect(value).toBeUndefined();
    expect(
      diagnostics.map(({ code, severity, source }) => [code, severity, source?.line, source?.column]),
    ).toEqual([
      ['CQ218', 'error', 4, 21],
      ['CQ218', 'error', 5, 19],
      ['CQ218', 'error', 5, 35],
    ]);
  });

  test('one that is none is told of with all else that is wrong', async () => {
    const { diagnostics } = await load('policy: { names: { queue: { key: "[a" } } }\nqueues: { a: {} }\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['CQ218', 'CQ201']);
  });

  test('of a project without resources nothing is demanded', async () => {
    expect(
      await violationsOf('policy: { names: { queue: { key: x } }, required_fields: { queue: [name] } }\n'),
    ).toEqual([]);
  });
});
