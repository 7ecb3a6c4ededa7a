/** What a project comes to: values that are empty, given, or taken from elsewhere in the files. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, loadGood, loadText, writeProject } from './load-fixture.ts';

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
  test('of nothing is null alone, and no text within a text', async () => {
    const [queue] = await resourcesOf(`variables: { none: , empty: null }
defaults: { queue: { ring_time: 20 } }
queues: { a: { extension_number: "8000", name: "A\${var.none}\${var.empty}B", ring_time: "\${var.none}" } }
`);
    expect(queue).toMatchObject({ fields: { name: 'AB', extension_number: '8000' } });
    expect(queue).not.toHaveProperty('fields.ring_time');
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
  test('takes a whole section, or one entry of it, away with null', async () => {
    const text = `policy: { unmanaged: destroy, max_destroys: 3 }
variables: { name: A }
defaults: { queue: { ring_time: 20, language: en-US } }
queues: { a: { extension_number: "8000" } }
environments:
  less: { policy: null, defaults: { queue: { ring_time: null } } }
`;
    const { desired } = await loadGood(`version: 1\n${text}`, { environment: 'less' });
    expect(desired.policy).toMatchObject({ unmanaged: 'report', maxDestroys: { count: 10 } });
    expect(desired.resources).toMatchObject([{ fields: { extension_number: '8000', language: 'en-US' } }]);
    expect(desired.resources[0]).not.toHaveProperty('fields.ring_time');
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
