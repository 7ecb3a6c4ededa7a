/** What a project comes to: values that are empty, given, or taken from elsewhere in the files. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, loadGood, loadText, writeProject } from '../../support/load-fixture.ts';

async function resourcesOf(text: string, options = {}) {
  return (await loadGood(`version: 1\n${text}`, options)).desired.resources;
}

describe('agents', () => {
  test("that defaults give are each queue's own, and stand where the queue does", async () => {
    const resources = await resourcesOf(`defaults: { queue: { agents: ["2001"] } }
queues:
  a: { extension_number: "8000" }
  b: { extension_number: "8001", agents: ["2002"] }
  c: { extension_number: "8002", agents: null }
`);
    const agents = resources.filter(({ kind }) => kind === 'agents');
    expect(agents).toMatchObject([
      { address: 'agents.a', items: [{ extension_number: '2001' }], source: { line: 4, column: 3 } },
      { address: 'agents.b', items: [{ extension_number: '2002' }], source: { line: 5, column: 34 } },
    ]);
    expect(agents).toHaveLength(2);
  });

  test('of a list of the wrong type are reported once', async () => {
    const { diagnostics } = await loadText(`version: 1
agent_lists: { tier: 2001 }
queues: { a: { extension_number: "8000", agents: tier } }
`);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'CQ202', source: { line: 2, column: 22 } },
    ]);
  });
});

describe('a variable', () => {
  test('that is null is not set, and one that is empty is a mistake', async () => {
    const text = (value: string) => `version: 1
variables: { x: ${value} }
queues: { a: { extension_number: "8000", ring_time: "\${var.x}" } }
`;
    const codesOf = async (value: string) =>
      (await loadText(text(value))).diagnostics.map(({ code }) => code);
    expect(await codesOf('null')).toEqual(['CQ310', 'CQ120']);
    expect(await codesOf('')).toEqual(['CQ219', 'CQ120']);
  });

  test('of a variable in text is that one', async () => {
    const [queue] = await resourcesOf(
      `variables: { site: "\${var.town} \${var.floor}", town: Bern, floor: 02 }
queues: { a: { extension_number: "8000", name: "Desk \${var.site}" } }
`,
    );
    expect(queue).toMatchObject({ fields: { name: 'Desk Bern 02' } });
  });

  test('given as no text at all is empty text', async () => {
    const [queue] = await resourcesOf('queues: { a: { extension_number: "8000", name: "A${var.x}" } }\n', {
      variables: { x: '' },
    });
    expect(queue).toMatchObject({ fields: { name: 'A' } });
  });
});

describe('a path of state', () => {
  test('without an ending has the environment at its end', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\nstate: { path: kept.d/state }\nenvironments: { prod: {} }\n',
    });
    const { value } = await load(folder, { environment: 'prod' });
    expect(value?.state).toEqual({ backend: 'local', path: join(folder, 'kept.d/state.prod') });
  });
});

describe('an environment', () => {
  test('replaces a value whole, as a queue does with defaults', async () => {
    const rule = '{ action: FORWARD_TO_NUMBER, number: "8001" }';
    const text = `version: 1
variables: { rule: { action: FORWARD_TO_NUMBER, number: "8002" } }
defaults: { queue: { night_mode_forward_rule: ${rule}, extra: { a: { x: 1 }, b: 2 } } }
queues:
  a:
    extension_number: "8000"
    no_answer_forward_rule: ${rule}
    night_mode_forward_rule: { action: HANGUP }
    extra: { a: { y: 1 } }
  b: { extension_number: "8001", no_answer_forward_rule: "\${var.rule}" }
environments:
  prod:
    variables: { rule: { action: HANGUP } }
    queues: { a: { no_answer_forward_rule: { action: HANGUP }, extra: { c: 3 } } }
`;
    const { desired } = await loadGood(text, { environment: 'prod' });
    const [a, b] = desired.resources;
    expect(a).toMatchObject({
      fields: { no_answer_forward_rule: { action: 'HANGUP' }, night_mode_forward_rule: { action: 'HANGUP' } },
      extra: { a: { y: 1 }, b: 2, c: 3 },
    });
    expect(JSON.stringify([a, b])).not.toContain('8002');
    expect(a).toMatchObject({ fields: { no_answer_forward_rule: { action: 'HANGUP' } } });
    expect(b).toMatchObject({ fields: { no_answer_forward_rule: { action: 'HANGUP' } } });
  });

  test('takes one field away with null, and neither a section nor a limit', async () => {
    const text = `policy: { unmanaged: destroy, max_destroys: 3 }
variables: { name: A }
defaults: { queue: { ring_time: 20, language: en-US } }
queues: { a: { extension_number: "8000", sla_time: 30 } }
environments:
  less:
    policy: null
    defaults: { queue: { ring_time: null } }
    queues: { a: { sla_time: null } }
  limits: { policy: { max_destroys: null, unmanaged: ~ }, queues: null }
`;
    const less = await loadGood(`version: 1\n${text}`, { environment: 'less' });
    expect(less.desired.policy).toMatchObject({ unmanaged: 'destroy', maxDestroys: { count: 3 } });
    expect(less.desired.resources).toMatchObject([
      { fields: { extension_number: '8000', language: 'en-US' } },
    ]);
    expect(less.desired.resources[0]).not.toHaveProperty('fields.ring_time');
    expect(less.desired.resources[0]).not.toHaveProperty('fields.sla_time');
    const limits = await loadGood(`version: 1\n${text}`, { environment: 'limits' });
    expect(limits.desired.policy).toEqual(less.desired.policy);
    expect(limits.desired.resources).toHaveLength(1);
    const { diagnostics } = await loadText(`version: 1\n${text}`);
    expect(diagnostics.map(({ code, source }) => [code, source?.line])).toEqual([
      ['CQ310', 8],
      ['CQ310', 11],
      ['CQ310', 11],
      ['CQ310', 11],
    ]);
  });
});

test('the hash of a project is the same in whatever order it is written', async () => {
  const hashOf = async (...sections: string[]) =>
    (await loadGood(`version: 1\n${sections.join('\n')}\n`)).configHash();
  const queues = (...numbers: number[]) =>
    `queues: { ${numbers.map((number) => `q${number}: { extension_number: "${number}" }`).join(', ')} }`;
  const moved = (...keys: string[]) =>
    `moved: [${keys.map((key) => `{ from: queue.${key}, to: queue.q${key.slice(1)} }`).join(', ')}]`;
  expect(await hashOf(queues(8001, 8002), moved('x8001', 'x8002'), 'removed: [queue.a, queue.b]')).toBe(
    await hashOf('removed: [queue.b, queue.a]', moved('x8002', 'x8001'), queues(8002, 8001)),
  );
});
