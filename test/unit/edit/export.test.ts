import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ExportOptions } from '../../../src/edit/export.ts';
import { exportLive } from '../../../src/edit/export.ts';
import { claimKey } from '../../../src/edit/export-keys.ts';
import { formatYaml } from '../../../src/edit/format.ts';
import { isSameValue } from '../../../src/kinds/compare.ts';
import { POLLING_STRATEGIES } from '../../../src/kinds/polling-strategies.ts';
import { fieldFacts } from '../../../src/kinds/registry.ts';
import { isList } from '../../../src/model/desired.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Live } from '../../../src/model/live.ts';
import { isSameList, listRules } from '../../../src/plan/list-rules.ts';
import { desiredOf, liveQueue, liveServer } from '../../support/export-project.ts';

function live(...objects: Live['objects'][number][]): Live {
  return { objects, files: [] };
}

function exported(from: Live, options: ExportOptions = {}): string {
  return exportLive(from, options)['cqctl.yaml'] ?? '';
}

/** What the planner would find different, by address and field. */
function differences(from: Live, ...texts: string[]): string[] {
  const found: string[] = [];
  for (const resource of desiredOf(...texts).resources) {
    const kind = isList(resource) ? 'queue' : resource.kind;
    const object = from.objects.find((each) => each.kind === kind && each.key === resource.naturalKey);
    if (object === undefined) found.push(`${resource.address} is not there`);
    else if (isList(resource)) {
      const rules = listRules(object.fields?.['polling_strategy']);
      if (!isSameList(resource.items, object.items ?? [], rules)) found.push(resource.address);
    } else {
      for (const [name, value] of Object.entries({ ...resource.fields, ...resource.extra })) {
        const reported = object.fields?.[name];
        if (!isSameValue(fieldFacts(resource.kind, name), value, reported))
          found.push(`${resource.address} ${name}`);
      }
    }
  }
  return found;
}

describe('exportLive', () => {
  test('writes servers by name and queues by number, with their agents', () => {
    const from = live(
      liveQueue('8010', 'Zentrale Köln', { ring_time: 20, language: 'de-DE' }, [
        { extension_number: '0800' },
      ]),
      liveQueue('8000', 'support', { polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT' }, [
        { extension_number: '2001', skill_level: 1 },
        { extension_number: '2002', skill_level: 7, display_name: 'Bert' },
      ]),
      liveServer('INTERNAL', {}, true),
      liveServer('edge-1', { ipv6: '2001:db8::1' }),
    );
    const text = exported(from, { target: 'embedded', schema: './schemas/cqctl.schema.json' });
    expect(text).toBe(`# yaml-language-server: $schema=./schemas/cqctl.schema.json
version: 1

target:
  url: embedded

servers:
  edge-1:
    enabled: true
    ipv4: 192.0.2.1
    ipv6: 2001:db8::1

queues:
  support:
    extension_number: "8000"
    polling_strategy: SKILL_BASED_ROUTING_CYCLIC_HUNT
    agents:
      - "2001"
      - { extension_number: "2002", skill_level: 7 }

  zentrale-koln:
    name: Zentrale Köln
    extension_number: "8010"
    polling_strategy: RING_SIMULTANEOUSLY
    ring_time: 20
    language: de-DE
    agents: ["0800"]
`);
    expect(differences(from, text)).toEqual([]);
    expect(formatYaml(text, 'cqctl.yaml').value).toBe(text);
  });

  test('writes one file a queue when split', () => {
    const from = live(liveQueue('8000', 'A', {}, []), liveQueue('8001', 'A'));
    const files = exportLive(from, { split: true, schema: './schemas/cqctl.schema.json' });
    expect(Object.keys(files)).toEqual(['cqctl.yaml', 'queues/a.yaml', 'queues/a-2.yaml']);
    expect(parse(files['cqctl.yaml'] ?? '')).toEqual({ version: 1, include: ['queues/*.yaml'] });
    expect(files['queues/a.yaml']).toContain('$schema=../schemas/cqctl.schema.json');
    expect(parse(files['queues/a-2.yaml'] ?? '').queues).toEqual({
      'a-2': { name: 'A', extension_number: '8001', polling_strategy: 'RING_SIMULTANEOUSLY' },
    });
  });

  test('is the same whatever the order of the live lists', () => {
    const queues = ['8002', '80010', '8000'].map((number) => liveQueue(number, 'Same name'));
    expect(exported(live(...queues))).toBe(exported(live(...queues.reverse())));
    expect(Object.values(parse(exported(live(...queues))).queues as JsonObject)).toMatchObject([
      { extension_number: '8000' },
      { extension_number: '8002' },
      { extension_number: '80010' },
    ]);
  });

  test('says what the PBX plays, since prompts cannot be read back', () => {
    const fields = {
      moh_prompt_file_name: 'hold\n.wav',
      moh_prompt_file_size: 12844,
      moh_prompt_file_url: '/x',
    };
    const text = exported(live(liveQueue('8000', 'A', fields)));
    expect(text).toContain('# moh_prompt_file: the PBX plays "hold\\n.wav", 12844 bytes');
    expect(text).not.toContain('moh_prompt_file_name:');
  });

  test('leaves out what this schema would refuse, and says so', () => {
    const from = live(
      liveQueue('8000', 'A', {
        ring_time: 0,
        polling_strategy: 'NEWER_STRATEGY',
        no_answer_forward_rule: null,
      }),
      liveQueue('8', 'Too short'),
      liveQueue('8001', 'B', {}, [{ extension_number: 'anna' }]),
    );
    const text = exported(from);
    expect(Object.keys(parse(text).queues)).toEqual(['a', 'b']);
    expect(parse(text).queues).toEqual({
      a: { name: 'A', extension_number: '8000' },
      b: { name: 'B', extension_number: '8001', polling_strategy: 'RING_SIMULTANEOUSLY' },
    });
    expect(text).toContain('# ring_time is 0 on the PBX');
    expect(text).toContain('# queue "Too short" (8) is left out');
    expect(text).toContain('# agents are left out');
  });

  test('does not know how large every prompt is', () => {
    const text = exported(live(liveQueue('8000', 'A', { intro_prompt_file_name: 'hello.wav' })));
    expect(text).toContain('# intro_prompt_file: the PBX plays "hello.wav"; its file cannot be exported\n');
  });

  test('points at a PBX with the certificate that it is trusted by', () => {
    const url = 'https://pbx.example.com:8887';
    expect(parse(exported(live(), { target: { url } })).target).toEqual({ url });
    expect(parse(exported(live(), { target: { url, caFile: './pbx-ca.pem' } })).target).toEqual({
      url,
      ca_file: './pbx-ca.pem',
    });
  });

  test('takes a server of either address, and leaves out one of none', () => {
    const text = exported(
      live(
        liveServer('four', { ipv4: '192.0.2.1', ipv6: null }),
        liveServer('six', { ipv4: null, ipv6: '2001:db8::1' }),
        liveServer('none', { ipv4: null }),
      ),
    );
    expect(parse(text).servers).toEqual({
      four: { enabled: true, ipv4: '192.0.2.1' },
      six: { enabled: true, ipv6: '2001:db8::1' },
    });
    expect(text).toContain('# server "none" (none) is left out: it has neither ipv4 nor ipv6\n');
  });

  test('tells servers of one name apart by their ids, in whatever order they are listed', () => {
    const twins = ['a', 'b', 'c'].map((id) => ({ ...liveServer('edge', { ipv4: '192.0.2.1' }), id }));
    const addresses = twins.map((twin, index) => ({
      ...twin,
      fields: { ...twin.fields, ipv4: `192.0.2.${index + 1}` },
    }));
    const text = exported(live(...addresses));
    expect(exported(live(...addresses.reverse()))).toBe(text);
    expect(parse(text).servers).toMatchObject({
      edge: { ipv4: '192.0.2.1' },
      'edge-2': { name: 'edge', ipv4: '192.0.2.2' },
      'edge-3': { name: 'edge', ipv4: '192.0.2.3' },
    });
  });

  test('when split, says in the project file which queue has no file', () => {
    const files = exportLive(live(liveQueue('8000', 'A'), liveQueue('8', 'Too short')), { split: true });
    expect(Object.keys(files)).toEqual(['cqctl.yaml', 'queues/a.yaml']);
    expect(files['cqctl.yaml']).toMatch(/# queue "Too short" \(8\) is left out: extension_number is "8"/);
  });

  test.each([
    ['schemas/x.json', '../schemas/x.json'],
    ['./schemas/x.json', '../schemas/x.json'],
    ['../x.json', '../../x.json'],
    ['/etc/x.json', '/etc/x.json'],
    ['https://example.com/x.json', 'https://example.com/x.json'],
  ])('the schema %s is %s for a file in queues/', (schema, below) => {
    const files = exportLive(live(liveQueue('8000', 'A')), { split: true, schema });
    expect(files['cqctl.yaml']).toContain(`$schema=${schema}\n`);
    expect(files['queues/a.yaml']).toContain(`$schema=${below}\n`);
  });

  test('leaves out inert fields at their defaults, and keeps others', () => {
    const callback = { callback_mode: 'ACTIVE', callback_timeout: 600 };
    const text = exported(live(liveQueue('8000', 'A', { enable_callback: false, ...callback })));
    expect(text).not.toContain('callback_mode');
    expect(exported(live(liveQueue('8000', 'A', { enable_callback: true, ...callback })))).toContain(
      'callback_mode',
    );
    expect(exported(live(liveQueue('8000', 'A', { callback_timeout: 60 })))).toContain(
      'callback_timeout: 60',
    );
  });

  test('writes fields that the schema does not know on request, and tells the names of others', () => {
    const from = live(liveQueue('8000', 'A', { wrap_up_time: 30, 'a\nb': 1, exit_forward_rule: null }));
    const text = exported(from, { extraNames: { server: 'all', queue: new Set(['wrap_up_time']) } });
    expect(text).toContain('    # not exported: a\\u000ab\n');
    expect(parse(text).queues.a.extra).toEqual({ wrap_up_time: 30 });
    expect(parse(exported(from)).queues.a.extra).toBeUndefined();
    expect(exported(from)).toContain('    # not exported: wrap_up_time, a\\u000ab\n');
    expect(parse(exported(from, { extraNames: { server: 'all', queue: 'all' } })).queues.a.extra).toEqual({
      wrap_up_time: 30,
      'a\nb': 1,
    });
  });

  test('drops the parts of an object that only a newer PBX knows', () => {
    const id = { provider_id: 'p', caller_id: '1', description: null, provider_name: 'x' };
    const text = exported(live(liveQueue('8000', 'A', { outbound_caller_ids: [id] })));
    expect(parse(text).queues.a.outbound_caller_ids).toEqual([{ provider_id: 'p', caller_id: '1' }]);
  });

  test('writes no empty texts and lists, whether the PBX shows them or null', () => {
    const empty = { callback_outbound_prefix: '', outbound_caller_ids: [] };
    expect(exported(live(liveQueue('8000', 'A', empty)))).toBe(exported(live(liveQueue('8000', 'A'))));
  });

  test('writes an empty PBX', () => {
    expect(parse(exported(live()))).toEqual({ version: 1, queues: {} });
  });
});

describe('claimKey', () => {
  test('makes short, unique keys of letters, digits and hyphens', () => {
    const taken = new Set<string>();
    expect(claimKey('Zentrale  Köln!', 'queue-1', taken)).toBe('zentrale-koln');
    expect(claimKey('zentrale köln', 'queue-1', taken)).toBe('zentrale-koln-2');
    expect(claimKey('客服', 'queue-8000', taken)).toBe('queue-8000');
    expect(claimKey('x'.repeat(80), '', taken)).toHaveLength(64);
    expect(claimKey('x'.repeat(80), '', taken)).toMatch(/^x{62}-2$/);
    expect(claimKey('__proto__', '', taken)).toBe('proto');
  });
});

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    15,
    20,
    300,
    '',
    '0800',
    '8000',
    '+1',
    'yes',
    'null',
    '~',
    '# x',
    '${var.a}',
    '*a',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.record({ action: fc.constantFrom('HANGUP', 'FORWARD_TO_NUMBER', 'X'), number: scalar }),
  },
);
const names = [
  'name',
  'ring_time',
  'max_waiting_time',
  'language',
  'callback_outbound_prefix',
  'callback_timeout',
];
const fieldNames = [
  ...names,
  'no_answer_forward_rule',
  'enable_callback',
  'inform_position',
  'sla_time',
  'newer',
];

test('what is exported is what the PBX has, laid out as fmt would, for any answers', () => {
  const queue = fc.record({
    name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
    strategy: fc.constantFrom(...POLLING_STRATEGIES),
    fields: fc.dictionary(fc.constantFrom(...fieldNames), value),
    levels: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(fc.array(queue, { maxLength: 5 }), fc.boolean(), (queues, split) => {
      const from = live(
        ...queues.map(({ name, strategy, fields, levels }, index) =>
          liveQueue(
            String(8000 + index),
            name,
            { polling_strategy: strategy, ...fields },
            levels.map((skill_level, at) => ({ extension_number: `0${200 + at}`, skill_level })),
          ),
        ),
      );
      const files = exportLive(from, { split });
      for (const text of Object.values(files)) expect(formatYaml(text, 'x').value).toBe(text);
      expect(differences(from, ...Object.values(files))).toEqual([]);
      const agents = desiredOf(...Object.values(files)).resources.filter(({ kind }) => kind === 'agents');
      expect(agents).toHaveLength(queues.length);
    }),
    { numRuns: 150 },
  );
});
