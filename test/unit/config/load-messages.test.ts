/** What a mistake is called, and what to type instead. */

import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../src/config/load.ts';
import { loadText } from '../../support/load-fixture.ts';

async function messagesOf(text: string, options: Partial<LoadOptions> = {}) {
  const { diagnostics } = await loadText(`version: 1\n${text}`, options);
  return diagnostics.map(({ code, summary, hint }) => [code, summary, hint]);
}

describe('an environment that is not there', () => {
  test.each([
    ['in a project without environments', ''],
    ['in a project that has the section only', 'environments:\n'],
  ])('%s has to be added', async (_where, text) => {
    expect(await messagesOf(text, { environment: 'prod' })).toEqual([
      [
        'CQ119',
        'there is no environment "prod" in this project',
        'add it under `environments`, or leave out --env',
      ],
    ]);
  });

  test('beside others may be one of those', async () => {
    expect(
      await messagesOf('environments: { production: {}, staging: {} }\n', { environment: 'stagin' }),
    ).toEqual([['CQ119', 'there is no environment "stagin" in this project', 'did you mean staging?']]);
  });
});

describe('an unknown key', () => {
  test('may be one with a blank that only looks like a space', async () => {
    expect(
      await messagesOf('queues:\n  a:\n    extension_number: "8000"\n    \u00a0ring_time: 20\n'),
    ).toEqual([
      [
        'CQ200',
        'unknown key "\u00a0ring_time" in queues.a',
        'it has a blank in it that is no space, as no-break spaces are: type it anew',
      ],
    ]);
  });

  test('may be a newer field in a queue and in its defaults, and nowhere else', async () => {
    const newer = 'a field newer than this schema goes into `extra`';
    expect(
      await messagesOf(`defaults: { queue: { wrap_up_seconds: 1 }, server: { weight: 1 } }
policy: { required_fields: { agents: [] } }
queues:
  a: { extension_number: "8000", wrap_up_seconds: 1, agents: [{ extension_number: "2001", penalty: 1 }] }
`),
    ).toEqual([
      ['CQ200', 'unknown key "wrap_up_seconds" in queue', newer],
      ['CQ200', 'unknown key "weight" in server', 'it can be enabled, lifecycle or extra'],
      ['CQ200', 'unknown key "agents" in required_fields', 'it can be queue or server'],
      ['CQ200', 'unknown key "wrap_up_seconds" in queues.a', newer],
      ['CQ200', 'unknown key "penalty" in item 1 of agents', 'it can be extension_number or skill_level'],
    ]);
  });
});

describe('variables', () => {
  test('from the environment that are nearly set', async () => {
    const text = 'queues: { a: { extension_number: "8000", name: "${env.CQCTL_VAR_NMAE}" } }\n';
    expect(await messagesOf(text, { processEnv: { CQCTL_VAR_NAME: 'hunter2', CQCTL_VARNAME: 'x' } })).toEqual(
      [
        [
          'CQ125',
          'the environment variable CQCTL_VAR_NMAE is not set',
          'did you mean ${env.CQCTL_VAR_NAME}?',
        ],
      ],
    );
  });

  test('given on the command line that nothing is like', async () => {
    expect(await messagesOf('variables: { ring: 20 }\n', { variables: { greeting: 'x' } })).toEqual([
      [
        'CQ123',
        '--var greeting: the project neither declares nor uses a variable of that name',
        'use it as ${var.greeting}, or leave the option out',
      ],
    ]);
  });

  test('given on the command line that only another environment uses, or declares, are no mistake', async () => {
    const text = `environments:
  prod:
    variables: { callers: 5 }
    queues: { a: { ring_time: "\${var.ring}", name: "costs $\${5}", agents: ["\${env.AGENT}", "2002"] } }
  dev:
queues: { a: { extension_number: "8000" } }
`;
    expect(await messagesOf(text, { variables: { ring: '20', callers: '6' } })).toEqual([]);
    expect(await messagesOf(text, { variables: { AGENT: '2001' } })).toEqual([
      ['CQ123', expect.stringMatching(/^--var AGENT: /), 'use it as ${var.AGENT}, or leave the option out'],
    ]);
  });
});

describe('a state of which it is not said where it is', () => {
  test.each([
    ['postgres', 'name', 'add `name: my-project`'],
    ['http', 'address', 'add `address: https://state.example.com/my-project`'],
  ])('%s: %s', async (backend, key, hint) => {
    const of = (rest: string) => messagesOf(`state: { backend: ${backend}${rest} }\n`);
    const codesOf = async (rest: string) => (await of(rest)).map(([code]) => code);
    expect(await of('')).toEqual([['CQ201', `state has no ${key}`, hint]]);
    expect(await codesOf(`, ${key}:`), 'that it is empty is enough').toEqual(['CQ219']);
    expect(await codesOf(`, ${key}: 5`), 'that it is wrong is enough').toEqual(['CQ203']);
    expect(await codesOf(`, ${key}: "\${var.where}"`), 'that it is not set is enough').toEqual(['CQ120']);
  });
});

describe('moves', () => {
  test('to a key that nothing is like', async () => {
    expect(
      await messagesOf(`queues: { support: { extension_number: "8000" } }
moved: [{ from: queue.help, to: queue.overflow }]
`),
    ).toEqual([['CQ358', 'the files have no queue.overflow to move to', undefined]]);
  });

  test('to a key that is nearly there', async () => {
    expect(
      await messagesOf(`queues: { support: { extension_number: "8000" } }
moved: [{ from: queue.help, to: queue.suport }]
`),
    ).toEqual([['CQ358', 'the files have no queue.suport to move to', 'did you mean queue.support?']]);
  });
});

describe('lint', () => {
  test('says what makes a field inert, and whether that is written', async () => {
    const text = (more: string) =>
      `queues: { a: { extension_number: "8000", inform_position_interval: 30${more} } }\n`;
    const hint = 'set inform_position to PERIODICALLY or ON_CONNECTED, or delete this';
    expect(await messagesOf(text(', inform_position: DISABLE'))).toEqual([
      ['CQ301', 'inform_position_interval does nothing while inform_position is DISABLE', hint],
    ]);
    expect(await messagesOf(text(''))).toEqual([
      [
        'CQ301',
        'inform_position_interval does nothing while inform_position is DISABLE',
        `${hint}; inform_position is not written, so its default counts`,
      ],
    ]);
  });

  test('names the first eight queues of a circle', async () => {
    const queueOf = (index: number, next: number) =>
      `  q${index}: { extension_number: "800${index}", no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "800${next}" } }\n`;
    const circle = (length: number) =>
      `queues:\n${Array.from({ length }, (_unused, index) => queueOf(index, (index + 1) % length)).join('')}`;
    const eight = 'queue.q0, queue.q1, queue.q2, queue.q3, queue.q4, queue.q5, queue.q6, queue.q7';
    const hint = 'let one of them forward elsewhere';
    expect(await messagesOf(circle(8))).toEqual([
      ['CQ306', `no_answer_forward_rule sends calls in a circle: ${eight}, queue.q0`, hint],
    ]);
    expect(await messagesOf(circle(9))).toEqual([
      ['CQ306', `no_answer_forward_rule sends calls in a circle: ${eight}, …, queue.q0`, hint],
    ]);
  });

  test('begins a circle with its first queue in the files, and tells two circles apart', async () => {
    const queueOf = (key: string, number: string, next: string) =>
      `  ${key}: { extension_number: "${number}", no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "${next}" } }\n`;
    const text = `queues:\n${[
      queueOf('in', '8000', '8003'),
      queueOf('b', '8002', '8003'),
      queueOf('x', '8010', '8011'),
      queueOf('c', '8003', '8002'),
      queueOf('y', '8011', '8010'),
    ].join('')}`;
    const summaries = (await messagesOf(text)).map(([, summary]) => summary);
    expect(summaries).toEqual([
      'no_answer_forward_rule sends calls in a circle: queue.b, queue.c, queue.b',
      'no_answer_forward_rule sends calls in a circle: queue.x, queue.y, queue.x',
    ]);
  });
});

test('a map may be a text for want of a blank', async () => {
  expect(await messagesOf('queues:\n  a:\n    extension_number:"8000"\n    ring_time:20\n')).toEqual([
    [
      'CQ202',
      'queues.a has to be a map, but it is "extension_number:\\"8000\\" ring_time:20"',
      'put a blank after each colon, as in extension_number: …',
    ],
  ]);
});
