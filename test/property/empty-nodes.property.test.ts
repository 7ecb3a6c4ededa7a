/**
 * Over random projects: leaving any one node empty is an error, or adds no destroy that is not gated and lifts no gate.
 *
 * A project is applied in memory. Then one node of one of its files is emptied, as when somebody makes comments of all the
 * lines below a key, and it is planned again.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject, type Project } from '../../src/config/load.ts';
import type { Json } from '../../src/model/json.ts';
import { applyInMemory, buildLive, liveQueue, plan } from '../support/builders.ts';
import { EMPTY, type Path, pathsOf, type Sparse, withNode, writeYaml } from '../support/yaml-flow.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-empty-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Root = { [name: string]: Sparse };
/** The texts of a project: its own file, and the one that it includes. */
interface Files {
  main: Root;
  part: Root | '';
}

async function load({ main, part }: Files, environment: string | undefined): Promise<Project | undefined> {
  writeFileSync(join(cwd, 'cqctl.yaml'), writeYaml(main));
  writeFileSync(join(cwd, 'part.yaml'), part === '' ? '# all of it\n' : writeYaml(part));
  const named = environment === undefined ? {} : { environment };
  const options = { path: '.', cwd, variables: {}, processEnv: {}, strict: false, ...named };
  return (await loadProject(options)).value;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Without the keys that are undefined. */
function compact(value: object): { [name: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { [name: string]: Json };
}

const lifecycleOf = (field: string) =>
  fc
    .record({ prevent_destroy: maybe(fc.boolean()), ignore_changes: maybe(fc.constant([field])) })
    .map(compact);
const lifecycle = lifecycleOf('ring_time');
const agents = fc.oneof(fc.constant('tier'), fc.constant(['2001']), fc.constant([]));
const queueFields = {
  name: maybe(fc.constant('Desk')),
  ring_time: maybe(fc.integer({ min: 10, max: 60 })),
  no_answer_forward_rule: maybe(fc.constant({ action: 'FORWARD_TO_NUMBER', number: '8999' })),
  agents: maybe(agents),
  lifecycle: maybe(lifecycle),
  extra: maybe(fc.constant({ wrap_up_time: 30 })),
};
const queue = (number: string) =>
  fc.record({ extension_number: fc.constant(number), ...queueFields }).map(compact);
const server = (last: number) =>
  fc
    .record({
      name: maybe(fc.constant(`Server ${last}`)),
      ipv4: fc.constant(`192.0.2.${last}`),
      ipv6: maybe(fc.constant(`2001:db8::${last}`)),
      lifecycle: maybe(lifecycleOf('enabled')),
    })
    .map(compact);
const policy = maybe(
  fc
    .record({
      unmanaged: maybe(fc.constantFrom('report', 'ignore', 'destroy')),
      max_destroys: maybe(fc.constantFrom(0, 2, '50%')),
      max_updates: maybe(fc.constantFrom(1, '80%')),
      max_changed_queues: maybe(fc.constant(1)),
      required_fields: maybe(fc.constant({ queue: ['extension_number'] })),
    })
    .map(compact),
);
const target = maybe(fc.constant({ url: 'https://pbx.example.com:8887' }));
const defaults = maybe(
  fc.record({ queue: maybe(fc.record({ agents: maybe(agents), lifecycle: maybe(lifecycle) })) }).map(compact),
);
const state = maybe(fc.constant({ path: 'kept.json' }));
const removed = maybe(fc.constant(['queue.left']));

const main = fc.record({
  target,
  state,
  policy,
  defaults,
  removed,
  variables: fc.constant({ number: '8003' }),
  agent_lists: fc.constant({ tier: ['2001', '2002'] }),
  servers: maybe(fc.record({ edge: maybe(server(1)) }).map(compact)),
  queues: maybe(
    fc
      .record({ a: maybe(queue('8000')), b: maybe(queue('8001')), v: maybe(queue('${var.number}')) })
      .map(compact),
  ),
});
const part = fc.record({
  policy: fc.constant(undefined),
  removed: fc.constant(undefined),
  servers: maybe(fc.record({ core: server(2) })),
  queues: maybe(fc.record({ c: queue('8002'), d: maybe(queue('8004')) }).map(compact)),
});
/** What it says of the others' sections is no limit and no target: which of two is the stricter nobody can know. */
const environment = fc.record({
  variables: maybe(fc.constant({ number: '8013' })),
  agent_lists: maybe(fc.constant({ tier: ['2003'] })),
  servers: maybe(
    fc.record({ edge: maybe(fc.constant({ ipv4: '192.0.2.9' })), far: maybe(server(3)) }).map(compact),
  ),
  queues: maybe(
    fc
      .record({ a: maybe(fc.record(queueFields).map(compact)), e: maybe(queue('8005')) })
      .map((queues) => compact(queues)),
  ),
});

const project = fc
  .record({ main, part, environment: maybe(environment), own: fc.record({ target, policy, removed }) })
  .map(({ main: base, part: included, environment: over, own }) => {
    // Where the project has none, those of the environment are its own.
    const gates = Object.entries(own).filter(([name]) => base[name as 'target'] === undefined);
    const environments =
      over === undefined ? {} : { environments: { prod: { ...over, ...Object.fromEntries(gates) } } };
    return {
      files: {
        main: { version: 1, include: ['part.yaml'], ...compact({ ...base, ...environments }) } as Root,
        part: compact(included) as Root,
      },
      environment: over === undefined ? undefined : 'prod',
    };
  })
  .filter(({ files }) => !usesBase(files));

/** Servers and queues of the environment that lie over nothing lack what the base would say. */
function usesBase({ main: { environments, servers, queues } }: Files): boolean {
  const at = (value: Sparse | undefined, ...path: string[]): Sparse | undefined =>
    path.reduce<Sparse | undefined>(
      (from, name) => (typeof from === 'object' && from !== null ? (from as Root)[name] : undefined),
      value,
    );
  const isOver = (section: string, key: string, base: Sparse | undefined) =>
    at(environments, 'prod', section, key) !== undefined && at(base, key) === undefined;
  return isOver('servers', 'edge', servers) || isOver('queues', 'a', queues);
}

const emptied = project.chain(({ files, environment: name }) => {
  const nodes: { file: keyof Files; path: Path }[] = [
    { file: 'part', path: [] },
    ...(['main', 'part'] as const).flatMap((file) => pathsOf(files[file]).map((path) => ({ file, path }))),
  ];
  return fc.constantFrom(...nodes).map((node) => ({ files, environment: name, ...node }));
});

function empty(files: Files, file: keyof Files, path: Path): Files {
  const node = path.length === 0 ? '' : withNode(files[file] as Root, path, EMPTY);
  return { ...files, [file]: node };
}

const LOSSES = ['destroy', 'replace'];

describe('a node that is left empty', () => {
  test('is an error, or adds no destroy that is not gated and lifts no gate', async () => {
    let [errors, gates, same] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(emptied, async ({ files, environment: name, file, path }) => {
        const before = await load(files, name);
        if (before === undefined) throw new Error('the project itself is wrong');
        const foreign = buildLive([liveQueue({ id: 'left', number: '8099' })]);
        // What `removed` names was managed once.
        const first = plan(before.desired, foreign, null);
        const world = applyInMemory(first, { live: foreign, state: null });
        fc.pre(first.plan.changes.every(({ action }) => action === 'create'));
        const after = await load(empty(files, file, path), name);
        if (after === undefined) {
          errors += 1;
          return;
        }
        expect(after.target).toEqual(before.target);
        expect(after.state).toEqual(before.state);
        expect(after.desired.policy).toEqual(before.desired.policy);
        expect(after.desired.removed).toEqual(before.desired.removed);
        const work = plan(after.desired, world.live, world.state);
        const lost = work.plan.changes.filter(
          ({ kind, action }) => kind !== 'agents' && LOSSES.includes(action),
        );
        if (lost.length > 0) {
          gates += 1;
          expect(work.refusals.map(({ code }) => code)).toEqual(
            expect.arrayContaining([expect.stringMatching(/^CQ4(01|02|27)$/)]),
          );
          return;
        }
        same += 1;
        const next = { ...world.state.resources, ...work.settled };
        for (const [address, { prevent_destroy }] of Object.entries(world.state.resources)) {
          if (prevent_destroy) expect(next[address as 'queue.a']?.prevent_destroy, address).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    // All three are seen: a generator that makes only mistakes would show nothing.
    expect(Math.min(errors, gates, same)).toBeGreaterThan(10);
  });
});
