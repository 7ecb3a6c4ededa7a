/** Random projects, and random PBXs with a state that claims some of what is there: what the planner's properties are about. */

import fc from 'fast-check';
import type { Address } from '../../src/model/address.ts';
import type { Lifecycle } from '../../src/model/desired.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Live, LiveObject } from '../../src/model/live.ts';
import type { StateDocument, StateResource } from '../../src/model/state.ts';
import {
  buildLive,
  buildState,
  type DesiredSpec,
  liveQueue,
  liveServer,
  type QueueSpec,
  type ServerSpec,
  stateEntry,
} from './builders.ts';

const NUMBERS = ['8000', '8001', '8002', '8003'];
export const QUEUE_KEYS = ['a', 'b', 'c', 'd'];
const SERVER_KEYS = ['edge', 'core', 'old'];
const caller = (provider_id: string, caller_id: string) => ({ provider_id, caller_id });

const fields: fc.Arbitrary<JsonObject> = fc.record(
  {
    name: fc.constantFrom('Support', 'Sales'),
    ring_time: fc.constantFrom(10, 20),
    max_callers: fc.constantFrom(0, 5),
    enable_paid: fc.boolean(),
    language: fc.constantFrom('en-US', 'en-us', 'de'),
    polling_strategy: fc.constantFrom('CYCLIC_HUNT', 'PRIORITIZED_HUNT', 'SKILL_BASED_ROUTING_CYCLIC_HUNT'),
    no_answer_forward_rule: fc.constantFrom<JsonObject>(
      { action: 'HANGUP' },
      { action: 'FORWARD_TO_NUMBER', number: '8001' },
      { action: 'FORWARD_TO_NUMBER', number: '8002' },
    ),
    outbound_caller_ids: fc.constantFrom<JsonObject[]>(
      [],
      [caller('p1', '1'), caller('p2', '2')],
      [caller('p2', '2'), caller('p1', '1')],
      [caller('p1', '3')],
    ),
  },
  { requiredKeys: [] },
);

const extra: fc.Arbitrary<JsonObject> = fc.record(
  {
    wrap_up_time: fc.constantFrom(5, 30),
    newer: fc.constantFrom<JsonObject>({ deep: [1, 2] }, { deep: [2, 1] }),
  },
  { requiredKeys: [] },
);

const prompt = (name: string, sha256: string) => ({
  written: name,
  path: `/${name}`,
  name,
  size: 1000,
  sha256,
});
const prompts: fc.Arbitrary<NonNullable<QueueSpec['prompts']>> = fc.record(
  {
    moh_prompt_file_id: fc.constantFrom(
      prompt('hold.wav', 'aa'),
      prompt('hold.wav', 'bb'),
      prompt('wait.wav', 'cc'),
    ),
    intro_prompt_file_id: fc.constant(prompt('welcome.wav', 'dd')),
  },
  { requiredKeys: [] },
);

const agents = fc.uniqueArray(
  fc.record(
    {
      extension_number: fc.constantFrom('2001', '2002', '2003'),
      skill_level: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['extension_number'] },
  ),
  { selector: (entry) => entry.extension_number },
);

const lifecycle: fc.Arbitrary<Lifecycle> = fc.record({
  preventDestroy: fc.nat(9).map((number) => number === 0),
  ignoreChanges: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    {
      weight: 1,
      arbitrary: fc.subarray([
        'ring_time',
        'polling_strategy',
        'agents',
        'wrap_up_time',
        'moh_prompt_file',
        'outbound_caller_ids',
      ]),
    },
  ),
});

const queueSpec: fc.Arbitrary<Omit<QueueSpec, 'number'>> = fc.record(
  { fields, extra, prompts, agents, lifecycle },
  { requiredKeys: ['fields', 'lifecycle'] },
);

/** Addresses that are alike in another spelling, and others. */
const serverFields: fc.Arbitrary<JsonObject> = fc.record(
  {
    ipv4: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    ipv6: fc.constantFrom('2001:db8::1', '2001:DB8:0::1', '2001:db8::2'),
    enabled: fc.boolean(),
  },
  { requiredKeys: ['ipv4'] },
);

const serverSpec: fc.Arbitrary<ServerSpec> = fc.record({
  fields: serverFields,
  lifecycle: lifecycle.map(({ preventDestroy }) => ({ preventDestroy })),
});

/** Keys that the files do not have can have moved to some that they have, or be given up. */
function partings(keys: readonly string[]): fc.Arbitrary<Pick<DesiredSpec, 'moved' | 'removed'>> {
  const gone = QUEUE_KEYS.filter((key) => !keys.includes(key));
  return fc
    .tuple(fc.shuffledSubarray(gone), fc.shuffledSubarray([...keys]), fc.subarray(gone))
    .map(([from, to, given]) => {
      const pairs = from.slice(0, to.length).map((key, index) => [key, to[index]]);
      const moving = new Set(pairs.map(([key]) => key));
      return {
        moved: pairs.map(([key, other]): [Address, Address] => [`queue.${key}`, `queue.${other}`]),
        removed: given.filter((key) => !moving.has(key)).map((key): Address => `queue.${key}`),
      };
    });
}

export const desiredSpec: fc.Arbitrary<DesiredSpec> = fc.shuffledSubarray(QUEUE_KEYS).chain((keys) =>
  fc
    .record({
      numbers: fc.shuffledSubarray(NUMBERS, { minLength: 4 }),
      specs: fc.array(queueSpec, { minLength: 4, maxLength: 4 }),
      unmanaged: fc.constantFrom('report' as const, 'ignore' as const, 'destroy' as const),
      servers: fc.dictionary(fc.constantFrom('edge', 'core'), serverSpec, { noNullPrototype: true }),
      parting: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: partings(keys) }),
    })
    .map(({ numbers, specs, unmanaged, servers, parting }) => ({
      queues: Object.fromEntries(
        keys.map((key, index) => [key, { ...(specs[index] as QueueSpec), number: numbers[index] as string }]),
      ),
      servers,
      policy: { unmanaged },
      ...parting,
    })),
);

export interface PlannerWorld {
  live: Live;
  state: StateDocument;
}

const SHOWN: readonly JsonObject[] = [
  {},
  { moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 1000, moh_prompt_file_url: '/api/blobs/aa' },
  { moh_prompt_file_name: 'other.wav', moh_prompt_file_size: 5 },
];

/** A PBX on which state claims some objects, under any keys. */
export const world: fc.Arbitrary<PlannerWorld> = fc
  .record({
    queues: fc.array(fc.record({ fields, extra, shown: fc.constantFrom(...SHOWN), agents }), {
      minLength: 4,
      maxLength: 4,
    }),
    present: fc.subarray(NUMBERS),
    claimed: fc.shuffledSubarray(QUEUE_KEYS),
    applied: fields,
    knowsPrompts: fc.boolean(),
    servers: fc.subarray(SERVER_KEYS),
    serverFields: fc.array(serverFields, { minLength: 3, maxLength: 3 }),
    claimedServers: fc.subarray(SERVER_KEYS),
  })
  .map(
    ({ queues, present, claimed, applied, knowsPrompts, servers, serverFields: facts, claimedServers }) => {
      const live = buildLive(
        present.map((number, index) => {
          const queue = queues[index];
          return liveQueue({
            id: `q${number}`,
            number,
            fields: { ...queue?.fields, ...queue?.extra, ...queue?.shown },
            agents: queue?.agents ?? [],
          });
        }),
        [
          liveServer('i', 'internal', {}, true),
          ...servers.map((name, index) => liveServer(`s-${name}`, name, facts[index])),
        ],
      );
      const resources: { [address: Address]: StateResource } = {};
      const shown = { name: 'hold.wav', size: 1000, url: '/api/blobs/aa' };
      claimed.forEach((key, index) => {
        const number = NUMBERS[index] as string;
        resources[`queue.${key}`] = stateEntry('queue', `q${number}`, number, {
          applied,
          ...(knowsPrompts ? { prompts: { moh_prompt_file_id: { file_id: 'f', sha256: 'aa', shown } } } : {}),
        });
        if (index % 2 === 0) resources[`agents.${key}`] = stateEntry('agents', `q${number}`, number);
      });
      for (const key of claimedServers) resources[`server.${key}`] = stateEntry('server', `s-${key}`, key);
      return { live, state: buildState(resources) };
    },
  );

/** What a PBX may show in place of what it was sent: addresses and languages spelled otherwise, lists that are sets turned round. */
export function inOtherSpelling(live: Live): Live {
  const turn = (fields: JsonObject = {}): JsonObject => {
    const { ipv6, language, outbound_caller_ids: callers, ...rest } = fields;
    return {
      ...rest,
      ...(typeof ipv6 === 'string' ? { ipv6: ipv6.replace('::', ':0:0::').toUpperCase() } : {}),
      ...(typeof language === 'string' ? { language: language.toUpperCase() } : {}),
      ...(Array.isArray(callers) ? { outbound_caller_ids: callers.toReversed() } : {}),
    };
  };
  const isOrdered = ({ fields }: LiveObject): boolean =>
    String(fields?.['polling_strategy']).endsWith('PRIORITIZED_HUNT');
  return {
    ...live,
    objects: live.objects.map((object) => ({
      ...object,
      fields: turn(object.fields),
      ...(object.items === undefined
        ? {}
        : { items: isOrdered(object) ? object.items : object.items.toReversed() }),
    })),
  };
}

/** A shuffle by a stream of numbers. */
export function shuffled<T>(items: readonly T[], random: IterableIterator<number>): T[] {
  return items
    .map((item) => ({ item, rank: random.next().value as number }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** The same value with the keys of all its objects in another order; lists stay as they are. */
export function withShuffledKeys<T>(value: T, random: IterableIterator<number>): T {
  if (Array.isArray(value)) return value.map((item) => withShuffledKeys(item, random)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withShuffledKeys(item, random)] as const);
  return Object.fromEntries(shuffled(entries, random)) as T;
}
