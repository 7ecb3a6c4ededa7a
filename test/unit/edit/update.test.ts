import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { FileUpdate, UpdateOptions } from '../../../src/edit/update/update.ts';
import { updateFiles } from '../../../src/edit/update/update.ts';
import { isSameValue } from '../../../src/kinds/compare.ts';
import { fieldFacts } from '../../../src/kinds/registry.ts';
import { isList } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Live, LiveObject } from '../../../src/model/live.ts';
import { isSameList, listRules } from '../../../src/plan/list-rules.ts';
import { buildState, stateEntry } from '../../support/builders.ts';
import { defaultsOf, desiredOf, liveQueue, liveServer } from '../../support/export-project.ts';

function updateAll(
  files: { [path: string]: string },
  objects: LiveObject[],
  options: Partial<UpdateOptions> = {},
): FileUpdate {
  const live: Live = { objects, files: [] };
  const texts = Object.values(files);
  return updateFiles({
    files,
    projectFile: 'cqctl.yaml',
    desired: desiredOf(...texts),
    defaults: defaultsOf(...texts),
    live,
    state: null,
    extraNames: { server: new Set(), queue: new Set() },
    ...options,
  });
}

function update(...args: Parameters<typeof updateAll>): { [path: string]: string } {
  const { files, diagnostics } = updateAll(...args);
  expect(diagnostics).toEqual([]);
  return files;
}

/** Of one file. */
function updated(text: string, objects: LiveObject[], options: Partial<UpdateOptions> = {}): string {
  const files = update({ 'cqctl.yaml': text }, objects, options);
  return files['cqctl.yaml'] ?? text;
}

const SUPPORT = `# yaml-language-server: $schema=./x.json
# Ours

version: 1
variables: { ring: 20, prefix: "9" } # shared

queues:
  # the most important one
  support:
    extension_number: "8000" # do not change
    ring_time: "\${var.ring}" # as everywhere
    language: EN-us
    callback_outbound_prefix: "\${var.prefix}"
    # when nobody answers
    no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" } # overflow
`;

const SUPPORT_LIVE = {
  ring_time: 20,
  language: 'en-US',
  callback_outbound_prefix: '9',
  no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8001' },
  max_callers: 7,
};

describe('updateFiles', () => {
  test('leaves a file alone whose values are all there, however they are spelt', () => {
    expect(update({ 'cqctl.yaml': SUPPORT }, [liveQueue('8000', 'support', SUPPORT_LIVE)])).toEqual({});
  });

  test('changes only the values that differ, in place', () => {
    const live = liveQueue('8000', 'support', {
      ...SUPPORT_LIVE,
      ring_time: 30,
      language: null,
      callback_outbound_prefix: '00',
      no_answer_forward_rule: { action: 'HANGUP', number: null },
    });
    expect(updated(SUPPORT, [live])).toBe(`# yaml-language-server: $schema=./x.json
# Ours

version: 1
variables: { ring: 20, prefix: "9" } # shared

queues:
  # the most important one
  support:
    extension_number: "8000" # do not change
    ring_time: 30 # as everywhere
    callback_outbound_prefix: "00"
    # when nobody answers
    no_answer_forward_rule: { action: HANGUP } # overflow
`);
  });

  test('writes a value beside the fields of its queue when it came from the defaults', () => {
    const text = `version: 1
defaults: { queue: { ring_time: 20, language: en-US } }
queues:
  a: { extension_number: "8000", agents: [] }
  b: { extension_number: "8001" }
`;
    const live = [
      liveQueue('8000', 'a', { ring_time: 25, language: 'en-US' }, []),
      liveQueue('8001', 'b', { ring_time: 20, language: null }, []),
    ];
    expect(updated(text, live)).toBe(`version: 1
defaults: { queue: { ring_time: 20, language: en-US } }
queues:
  a: { extension_number: "8000", ring_time: 25, agents: [] }
  b: { extension_number: "8001", language: null }
`);
  });

  test('gives the others a copy before a shared value changes', () => {
    const text = `version: 1
queues:
  a:
    extension_number: "8000"
    ring_time: &ring 20
    no_answer_forward_rule: &rule { action: HANGUP }
  b:
    extension_number: "8001"
    ring_time: *ring
    no_answer_forward_rule: *rule # the same
`;
    const rule = { action: 'FORWARD_TO_VOICEMAIL' };
    const result = updated(text, [
      liveQueue('8000', 'a', { ring_time: 25, no_answer_forward_rule: rule }),
      liveQueue('8001', 'b', { ring_time: 20, no_answer_forward_rule: { action: 'HANGUP' } }),
    ]);
    expect(parse(result).queues).toEqual({
      a: { extension_number: '8000', ring_time: 25, no_answer_forward_rule: rule },
      b: { extension_number: '8001', ring_time: 20, no_answer_forward_rule: { action: 'HANGUP' } },
    });
    expect(result).toContain('# the same');
  });

  test('changes a queue that is an alias of, or merged from, another without changing that one', () => {
    const text = `version: 1
queues:
  a: &a { extension_number: "8000", ring_time: 20 }
  b: { <<: *a, extension_number: "8001" }
`;
    const result = updated(text, [
      liveQueue('8000', 'a', { ring_time: 20 }),
      liveQueue('8001', 'b', { ring_time: 33 }),
    ]);
    expect(result).toContain('  a: &a { extension_number: "8000", ring_time: 20 }\n');
    expect(parse(result, { merge: true }).queues.b).toEqual({ extension_number: '8001', ring_time: 33 });
    const other = updated(text, [
      liveQueue('8000', 'a', { ring_time: 33 }),
      liveQueue('8001', 'b', { ring_time: 20 }),
    ]);
    expect(parse(other, { merge: true }).queues).toEqual({
      a: { extension_number: '8000', ring_time: 33 },
      b: { extension_number: '8001', ring_time: 20 },
    });
  });

  test('keeps the line ends of a file that comes from Windows', () => {
    const typed = `${SUPPORT}    extra:\n      note: |\n        two\n        lines # not a comment\n`;
    const text = typed.replaceAll('\n', '\r\n');
    const objects = [
      liveQueue('8000', 'Support', { ...SUPPORT_LIVE, ring_time: 30, note: 'two\nlines # not a comment\n' }),
    ];
    const lines = updated(text, objects).split('\r\n');
    expect(lines.filter((line, index) => line !== text.split('\r\n')[index])).toEqual([
      '    ring_time: 30 # as everywhere',
    ]);
    expect(lines).toHaveLength(text.split('\r\n').length);
  });

  test('keeps the address of the INTERNAL server where the PBX shows none', () => {
    const text = 'servers:\n  own: { ipv4: 192.0.2.1, enabled: true }\n';
    expect(updated(text, [liveServer('own', { ipv4: null, enabled: false }, true)])).toBe(
      'servers:\n  own: { ipv4: 192.0.2.1, enabled: false }\n',
    );
  });

  test('respects ignore_changes', () => {
    const text =
      'queues:\n  a: { extension_number: "8000", ring_time: 20, agents: ["2001"], lifecycle: { ignore_changes: [ring_time, agents] } }\n';
    expect(update({ 'cqctl.yaml': text }, [liveQueue('8000', 'a', { ring_time: 30 }, [])])).toEqual({});
  });

  test('updates extra fields that are written', () => {
    const text = 'queues:\n  a: { extension_number: "8000", extra: { wrap_up_time: 30, gone: 1 } }\n';
    expect(
      parse(updated(text, [liveQueue('8000', 'a', { wrap_up_time: 60, other: 1 })])).queues.a.extra,
    ).toEqual({
      wrap_up_time: 60,
    });
  });

  const LIST = `version: 1
queues:
  a:
    extension_number: "8000"
    agents:
      # the expert
      - "2001"
      - "2002" # part time
      - { extension_number: "2003", skill_level: 2 } # trainee
`;

  test('edits a list of agents in place', () => {
    const live = liveQueue('8000', 'a', { polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT' }, [
      { extension_number: '0900', skill_level: 5 },
      { extension_number: '2003', skill_level: 3 },
      { extension_number: '2001', skill_level: 4 },
    ]);
    expect(updated(LIST, [live])).toBe(`version: 1
queues:
  a:
    extension_number: "8000"
    agents:
      # the expert
      - { extension_number: "2001", skill_level: 4 }
      - { extension_number: "2003", skill_level: 3 } # trainee
      - { extension_number: "0900", skill_level: 5 }
`);
  });

  test('writes a level of 1 where the agent would have another from a merge', () => {
    const text = `queues:
  a:
    extension_number: "8000"
    agents:
      - &senior { extension_number: "2001", skill_level: 5 }
      - { <<: *senior, extension_number: "2002" }
`;
    const result = updated(text, [
      liveQueue('8000', 'a', { polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT' }, [
        { extension_number: '2001', skill_level: 5 },
        { extension_number: '2002' },
      ]),
    ]);
    expect(parse(result, { merge: true }).queues.a.agents).toEqual([
      { extension_number: '2001', skill_level: 5 },
      { extension_number: '2002', skill_level: 1 },
    ]);
  });

  test('follows the order where it counts, and levels only where they do', () => {
    const items = ['2003', '2002', '2001'].map((extension_number) => ({ extension_number, skill_level: 9 }));
    expect(update({ 'cqctl.yaml': LIST }, [liveQueue('8000', 'a', {}, items)])).toEqual({});
    const ordered = updated(LIST, [liveQueue('8000', 'a', { polling_strategy: 'PRIORITIZED_HUNT' }, items)]);
    expect(parse(ordered).queues.a.agents).toEqual([
      { extension_number: '2003', skill_level: 2 },
      '2002',
      '2001',
    ]);
    expect(ordered).toContain('- "2002" # part time\n');
  });

  const SHARED = `agent_lists:
  tier: ["2001", "2002"]
queues:
  a: { extension_number: "8000", agents: tier }
  b: { extension_number: "8001", agents: tier }
`;
  const one = [{ extension_number: '2001' }];

  test('changes a shared list when all who use it agree', () => {
    const result = updated(SHARED, [liveQueue('8000', 'a', {}, one), liveQueue('8001', 'b', {}, one)]);
    expect(parse(result).agent_lists).toEqual({ tier: ['2001'] });
    expect(parse(result).queues.a.agents).toBe('tier');
  });

  test('gives a queue a list of its own when the others still use the shared one', () => {
    const both = [{ extension_number: '2001' }, { extension_number: '2002' }];
    const result = updated(SHARED, [liveQueue('8000', 'a', {}, one), liveQueue('8001', 'b', {}, both)]);
    expect(parse(result)).toEqual({
      agent_lists: { tier: ['2001', '2002'] },
      queues: {
        a: { extension_number: '8000', agents: ['2001'] },
        b: { extension_number: '8001', agents: 'tier' },
      },
    });
  });

  test('leaves a shared list alone that is what the PBX has', () => {
    const both = [{ extension_number: '2002' }, { extension_number: '2001' }];
    expect(
      update({ 'cqctl.yaml': SHARED }, [liveQueue('8000', 'a', {}, both), liveQueue('8001', 'b', {}, both)]),
    ).toEqual({});
  });

  test('gives queues lists of their own where a variable is the shared one', () => {
    const text = `variables: { all: ["2001", "2002"] }
agent_lists: { tier: "\${var.all}" }
queues:
  a: { extension_number: "8000", agents: tier }
`;
    const desired = desiredOf(text.replace('"${var.all}"', '["2001", "2002"]'));
    expect(updated(text, [liveQueue('8000', 'a', {}, one)], { desired })).toBe(
      text.replace('agents: tier', 'agents: ["2001"]'),
    );
  });

  test('writes a list beside the fields of its queue when it came from the defaults', () => {
    const text = `defaults: { queue: { agents: ["2001", "2002"] } }
queues:
  a: { extension_number: "8000", extra: {} }
`;
    expect(updated(text, [liveQueue('8000', 'a', {}, one)])).toBe(
      text.replace('extra', 'agents: ["2001"], extra'),
    );
  });

  test('gives a queue whose agents are an alias a list of its own', () => {
    const text = `agent_lists: { tier: ["2001", "2002"] }
queues:
  a: { extension_number: "8000", agents: &two ["2001", "2002"] }
  b: { extension_number: "8001", agents: *two } # as a
  c: { extension_number: "8002", agents: &name tier }
  d: { extension_number: "8003", agents: *name } # as c
`;
    const both = [{ extension_number: '2001' }, { extension_number: '2002' }];
    const desired = desiredOf(text.replace('*two', '["2001", "2002"]').replace('*name', 'tier'));
    const result = updated(
      text,
      [
        liveQueue('8000', 'a', {}, both),
        liveQueue('8001', 'b', {}, one),
        liveQueue('8002', 'c', {}, both),
        liveQueue('8003', 'd', {}, one),
      ],
      { desired },
    );
    expect(result).toBe(text.replace('*two', '["2001"]').replace('*name', '["2001"]'));
  });

  test('gives an agent a level in place, whatever the agent is written as', () => {
    const text = `queues:
  a:
    extension_number: "8000"
    agents:
      # the first
      - &first "2001" # night shift
      - { extension_number: "2002" } # trainee

      - "2003"
  b:
    extension_number: "8001"
    agents:
      - *first # by day
`;
    const strategy = { polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT' };
    const result = updated(text, [
      liveQueue('8000', 'a', strategy, [
        { extension_number: '2001', skill_level: 2 },
        { extension_number: '2002', skill_level: 3 },
        { extension_number: '2003', skill_level: 4 },
      ]),
      liveQueue('8001', 'b', strategy, [{ extension_number: '2001', skill_level: 5 }]),
    ]);
    expect(result).toBe(`queues:
  a:
    extension_number: "8000"
    agents:
      # the first
      - { extension_number: "2001", skill_level: 2 } # night shift
      - { extension_number: "2002", skill_level: 3 } # trainee

      - { extension_number: "2003", skill_level: 4 }
  b:
    extension_number: "8001"
    agents:
      - { extension_number: "2001", skill_level: 5 } # by day
`);
  });

  test('appends what is new, and removes what is gone only when asked to', () => {
    const text = `version: 1
removed: [queue.left]
queues:
  # gone from the PBX
  gone: { extension_number: "8000" }
`;
    const live = [
      liveQueue('8001', 'New one', {}, [{ extension_number: '0800' }]),
      liveQueue('8002', 'left'),
      liveServer('INTERNAL', {}, true),
      liveServer('edge-1', { ipv4: '192.0.2.1' }),
    ];
    const kept = updated(text, live);
    expect(kept).toContain('  # gone from the PBX\n  gone: { extension_number: "8000" }\n');
    expect(kept).toContain('    agents: ["0800"]\n');
    expect(parse(kept).servers).toEqual({ 'edge-1': { enabled: true, ipv4: '192.0.2.1' } });
    const result = updated(text, live, { prunes: true });
    expect(Object.keys(parse(result).queues)).toEqual(['new-one']);
  });

  test('takes out the moves to what is gone, and gives nothing the name that moved away', () => {
    const text = `moved:
  - { from: queue.x, to: queue.gone }
  - { from: queue.old, to: queue.here } # renamed
queues:
  gone: { extension_number: "8000" }
  here: { extension_number: "8001" }
`;
    const moved: UpdateOptions['desired']['moved'] = [
      { from: 'queue.x', to: 'queue.gone', source: { file: 'cqctl.yaml', line: 2, column: 5 } },
      { from: 'queue.old', to: 'queue.here', source: { file: 'cqctl.yaml', line: 3, column: 5 } },
    ];
    const desired = { ...desiredOf(text), moved };
    const live = [liveQueue('8001', 'here'), liveQueue('8002', 'Old')];
    const result = updated(text, live, { desired, prunes: true });
    expect(result).toMatch(/^moved:\n {2}- \{ from: queue.old, to: queue.here \} # renamed\nqueues:/);
    expect(Object.keys(parse(result).queues)).toEqual(['here', 'old-2']);
    const one = text.replace(/ {2}- .*# renamed\n/, '').replace(/ {2}here.*\n/, '');
    const alone = { ...desiredOf(one), moved: moved.slice(0, 1) };
    expect(parse(updated(one, [], { desired: alone, prunes: true }))).not.toHaveProperty('moved');
  });

  test('changes the file that a queue stands in, and no other', () => {
    const files = {
      'cqctl.yaml': 'version: 1\ninclude: ["queues/*.yaml"]\n',
      'queues/a.yaml': 'version: 1\nqueues:\n  a: { extension_number: "8000", ring_time: 20 } # A\n',
      'queues/b.yaml': 'version: 1\nqueues:\n  b: { extension_number: "8001", ring_time: 20 }\n',
    };
    const live = [liveQueue('8000', 'a', { ring_time: 25 }), liveQueue('8001', 'b', { ring_time: 20 })];
    expect(update(files, live)).toEqual({
      'queues/a.yaml': 'version: 1\nqueues:\n  a: { extension_number: "8000", ring_time: 25 } # A\n',
    });
  });

  test("changes an environment's own value where it has one", () => {
    const text = `queues:
  a: { extension_number: "8000", ring_time: 20 }
environments:
  prod: { queues: { a: { ring_time: 25 } } }
`;
    const desired = desiredOf('queues:\n  a: { extension_number: "8000", ring_time: 25 }\n');
    const live = [liveQueue('8000', 'a', { ring_time: 30 })];
    const result = parse(updated(text, live, { desired, environment: 'prod' }));
    expect(result.queues.a.ring_time).toBe(20);
    expect(result.environments.prod.queues.a.ring_time).toBe(30);
  });

  test('leaves a value alone that the schema would refuse', () => {
    const text = 'queues:\n  a: { extension_number: "8000", ring_time: 20 }\n';
    expect(update({ 'cqctl.yaml': text }, [liveQueue('8000', 'a', { ring_time: 0 })])).toEqual({});
  });

  test('leaves alone what the PBX tells nothing of', () => {
    const text = 'queues:\n  a: { extension_number: "8000", ring_time: 20, agents: ["2001"] }\n';
    const { fields: _fields, ...unread } = liveQueue('8000', 'a');
    expect(update({ 'cqctl.yaml': text }, [unread])).toEqual({});
  });

  test('leaves a file alone that holds nothing', () => {
    const files = {
      'cqctl.yaml': 'version: 1\n',
      'notes.yaml': '# to do\n',
      'queues.yaml': 'queues:\n  a: { extension_number: "8000", ring_time: 20 }\n',
    };
    expect(Object.keys(update(files, [liveQueue('8000', 'a', { ring_time: 25 })]))).toEqual(['queues.yaml']);
  });

  test('writes what is a block of text otherwise on one line', () => {
    const text =
      'queues:\n  a:\n    extension_number: "8000"\n    name: >-\n      Sales and\n      support\n    ring_time: 20\n';
    expect(updated(text, [liveQueue('8000', 'Sales: all', { ring_time: 20 })])).toBe(
      'queues:\n  a:\n    extension_number: "8000"\n    name: "Sales: all"\n    ring_time: 20\n',
    );
  });

  test('writes a value behind a key that has none', () => {
    const text =
      'queues:\n  a: { extension_number: "8000", no_answer_forward_rule: { action: HANGUP, number } }\n';
    const rule = { action: 'FORWARD_TO_NUMBER', number: '8001' };
    expect(updated(text, [liveQueue('8000', 'a', { no_answer_forward_rule: rule })])).toBe(
      'queues:\n  a: { extension_number: "8000", no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" } }\n',
    );
  });

  test('gives a queue that is an alias a copy of its own, which keeps the aliases in it', () => {
    const text = `variables: { rule: &rule { action: HANGUP } }
environments:
  prod: { queues: { a: &a { extension_number: "8000", ring_time: 20, no_answer_forward_rule: *rule } } }
queues:
  a: *a # as in production
`;
    const live = { ring_time: 25, no_answer_forward_rule: { action: 'HANGUP' } };
    expect(updated(text, [liveQueue('8000', 'a', live)])).toBe(
      text.replace('*a', '{ extension_number: "8000", ring_time: 25, no_answer_forward_rule: *rule }'),
    );
  });

  test('leaves extra fields alone that are the same or ignored', () => {
    const text = `queues:
  a: { extension_number: "8000", extra: { wrap_up_time: 30 } }
  b: { extension_number: "8001", extra: { weight: 1 }, lifecycle: { ignore_changes: [weight] } }
`;
    const live = [liveQueue('8000', 'a', { wrap_up_time: 30 }), liveQueue('8001', 'b', { weight: 2 })];
    expect(update({ 'cqctl.yaml': text }, live)).toEqual({});
  });

  test('writes extra fields where a variable gave them', () => {
    const text = `variables: { more: { codec: 1 } }
queues:
  a: { extension_number: "8000", extra: &more "\${var.more}" } # ours
  b: { extension_number: "8001", extra: *more }
`;
    const desired = desiredOf(text.replace('"${var.more}"', '{ codec: 1 }'));
    const live = [liveQueue('8000', 'a', { codec: 1 }), liveQueue('8001', 'b', { codec: 2 })];
    expect(updated(text, live, { desired })).toBe(text.replace('*more', '{ codec: 2 }'));
  });

  test('takes a value that the PBX no longer has away also where a default or a merge would show', () => {
    const text = `defaults: { queue: { language: en-US } }
queues:
  a: { extension_number: "8000", language: fr-FR }
  b: &b { extension_number: "8001", max_callers: 5 }
  c: { <<: *b, extension_number: "8002", max_callers: 7 }
  d: { extension_number: "8003", language: null, max_callers: 8 }
`;
    const live = [
      liveQueue('8000', 'a'),
      liveQueue('8001', 'b', { max_callers: 5, language: 'en-US' }),
      liveQueue('8002', 'c', { language: 'en-US' }),
      liveQueue('8003', 'd'),
    ];
    expect(updated(text, live)).toBe(
      text
        .replace('fr-FR', 'null')
        .replace('max_callers: 7', 'max_callers: null')
        .replace(', max_callers: 8', ''),
    );
  });

  test('gives a new queue what the PBX has in place of the defaults', () => {
    const text = `defaults:
  queue:
    ring_time: 20
    language: en-US
    callback_timeout: 60
    moh_prompt_file: hold.wav
    agents: ["2001"]
    extra: { wrap_up_time: 30, codec: 1 }
    lifecycle: { prevent_destroy: true }
queues:
  a: { extension_number: "8000", lifecycle: { ignore_changes: [ring_time, wrap_up_time, codec, agents] } }
`;
    const fields = { ring_time: 20, language: 'en-US', callback_timeout: 60 };
    const live = [
      liveQueue('8000', 'a', fields),
      liveQueue('8001', 'b', { callback_timeout: 600, wrap_up_time: 5 }),
    ];
    const result = parse(updated(text, live)).queues.b;
    expect(result).toEqual({
      extension_number: '8001',
      polling_strategy: 'RING_SIMULTANEOUSLY',
      ring_time: null,
      language: null,
      callback_timeout: 600,
      moh_prompt_file: null,
      agents: null,
      extra: { wrap_up_time: 5, codec: null },
    });
    expect(Object.keys(result).at(-1)).toBe('extra');
  });

  test('updates extra fields of the defaults beside those of the queue', () => {
    const text = `defaults: { queue: { extra: { wrap_up_time: 30, codec: 1 } } }
queues:
  a: { extension_number: "8000" } # none
  b: { extension_number: "8001", extra: { weight: 2 } } # some
`;
    const live = [
      liveQueue('8000', 'a', { wrap_up_time: 60, codec: 1 }),
      liveQueue('8001', 'b', { wrap_up_time: 30 }),
    ];
    expect(updated(text, live)).toBe(`defaults: { queue: { extra: { wrap_up_time: 30, codec: 1 } } }
queues:
  a: { extension_number: "8000", extra: { wrap_up_time: 60 } } # none
  b: { extension_number: "8001", extra: { codec: null } } # some
`);
  });

  test('changes an environment that is an alias without changing the other one', () => {
    const prod = '{ queues: { a: { ring_time: 25 } } }';
    for (const staging of ['*p', '{ <<: *p }', '{ queues: *q }']) {
      const text = `queues: &q
  a: { extension_number: "8000", ring_time: 20 }
environments:
  prod: &p ${prod}
  staging: ${staging} # tests
`;
      const ring_time = staging.includes('*q') ? 20 : 25;
      const desired = desiredOf(`queues:\n  a: { extension_number: "8000", ring_time: ${ring_time} }\n`);
      const result = updated(text, [liveQueue('8000', 'a', { ring_time: 30 })], {
        desired,
        environment: 'staging',
      });
      const { queues, environments } = parse(result, { merge: true });
      expect(queues.a.ring_time).toBe(20);
      expect(environments.prod).toEqual(parse(prod));
      expect(environments.staging.queues.a.ring_time).toBe(30);
      expect(result).toContain('# tests');
    }
  });

  test('writes the whole rule where an environment has one of its own', () => {
    const text = `queues:
  a: { extension_number: "8000", no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" } }
environments:
  prod: { queues: { a: { no_answer_forward_rule: { action: FORWARD_TO_VOICEMAIL, number: "8002" } } } }
`;
    const rule = { action: 'FORWARD_TO_VOICEMAIL', number: '8002' };
    const resource = `queues:\n  a: { extension_number: "8000", no_answer_forward_rule: ${JSON.stringify(rule)} }\n`;
    const live = [liveQueue('8000', 'a', { no_answer_forward_rule: { action: 'HANGUP' } })];
    const result = updated(text, live, { desired: desiredOf(resource), environment: 'prod' });
    expect(parse(result).environments.prod.queues.a.no_answer_forward_rule).toEqual({ action: 'HANGUP' });
  });

  test('changes sections that are aliases where they stand', () => {
    const text = `variables: { q: &q { a: { extension_number: "8000", ring_time: 20 } }, l: &l { tier: ["2001", "2002"] } }
agent_lists: *l
queues: *q
`;
    const first = update({ 'cqctl.yaml': text }, [liveQueue('8000', 'a', { ring_time: 25 })]);
    expect(first['cqctl.yaml']).toBe(
      text.replace('*q', '{ a: { extension_number: "8000", ring_time: 25 } }'),
    );
    const named = text.replace('ring_time: 20', 'agents: tier');
    const second = update({ 'cqctl.yaml': named }, [liveQueue('8000', 'a', {}, one)]);
    expect(second['cqctl.yaml']).toBe(named.replace('*l', '{ tier: ["2001"] }'));
  });

  test('writes back no file in which it changed nothing', () => {
    const text =
      'variables: { a: { extension_number: "8000", ring_time: 20 } }\nqueues:\n    a: "${var.a}"\n';
    const desired = desiredOf('queues: { a: { extension_number: "8000", ring_time: 20, agents: ["2001"] } }');
    const { files, notes } = updateAll(
      { 'cqctl.yaml': text },
      [liveQueue('8000', 'a', { ring_time: 25 }, [])],
      {
        desired,
      },
    );
    expect(files).toEqual({});
    expect(notes).toEqual([
      'queue.a: ring_time is not what the PBX has, and cannot be changed where it is written',
      'queue.a: agents are not what the PBX has, and cannot be changed where they are written',
    ]);
  });

  test('finds an object by the id that state knows it by', () => {
    const state = buildState({
      'queue.left': stateEntry('queue', 'id-8001', '8001'),
      'queue.cut': stateEntry('queue', 'id-8002', '8002'),
      'queue.a': stateEntry('queue', 'id-8000', '8000'),
      'server.edge': stateEntry('server', 'id-old', 'old'),
    });
    const text = `removed: [queue.left]
servers:
  edge: { ipv4: 192.0.2.1 } # moved
queues:
  a: { extension_number: "8010" } # moved
`;
    const live = [
      liveQueue('8000', 'a'),
      liveQueue('8001', 'Old One'),
      liveQueue('8002', 'Cut by mistake'),
      liveServer('old'),
    ];
    const result = updated(text, live, { state });
    expect(parse(result)).toEqual({
      removed: ['queue.left'],
      servers: { edge: { name: 'old', ipv4: '192.0.2.1' } },
      queues: {
        a: { extension_number: '8000' },
        cut: { name: 'Cut by mistake', extension_number: '8002', polling_strategy: 'RING_SIMULTANEOUSLY' },
      },
    });
  });

  test('says what the PBX does not have, and leaves what other environments have', () => {
    const text = 'queues:\n  a: { extension_number: "8000" }\n';
    const first = updateAll({ 'cqctl.yaml': text }, []);
    expect(first).toMatchObject({
      files: {},
      notes: [expect.stringMatching(/^queue\.a \(.+\) is not on the PBX .+--prune/)],
    });
    const shared = `${text}environments: { prod: {}, test: { queues: { b: { extension_number: "8001" } } } }\n`;
    const desired = desiredOf(text.replace('\n  a', '\n  b: { extension_number: "8001" }\n  a'));
    const second = updateAll({ 'cqctl.yaml': shared }, [], { desired, environment: 'test', prunes: true });
    expect(second.notes).toEqual([expect.stringMatching(/^queue\.a .+other environments/)]);
    expect(second.files['cqctl.yaml']).toBe(shared.replace('{ b: { extension_number: "8001" } }', '{}'));
  });

  test('keeps the anchors that others need of what goes', () => {
    const text = `queues:
  a:
    extension_number: "8000"
    no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: &n "8001" }
    agents: [&x "2001", { extension_number: &y "2002" }]
  b: { extension_number: "8001", callback_outbound_prefix: *n, agents: [*x, *y] }
`;
    const both = [{ extension_number: '2001' }, { extension_number: '2002' }];
    const result = updated(text, [
      liveQueue('8000', 'a', { no_answer_forward_rule: { action: 'HANGUP' } }, []),
      liveQueue('8001', 'b', { callback_outbound_prefix: '8001' }, both),
    ]);
    expect(parse(result).queues).toEqual({
      a: { extension_number: '8000', no_answer_forward_rule: { action: 'HANGUP' }, agents: [] },
      b: { extension_number: '8001', callback_outbound_prefix: '8001', agents: ['2001', '2002'] },
    });
  });

  test('counts a queue that has a shared list by default among those who use it', () => {
    const text = `defaults: { queue: { agents: tier } }
agent_lists: { tier: ["2001", "2002"] }
queues:
  a: { extension_number: "8000" }
  b: { extension_number: "8001", agents: tier }
`;
    const both = [{ extension_number: '2001' }, { extension_number: '2002' }];
    expect(updated(text, [liveQueue('8000', 'a', {}, both), liveQueue('8001', 'b', {}, one)])).toBe(
      text
        .replace('agents: tier }\n', 'agents: ["2001"] }\n')
        .replace('agents: ["2001"] } }\nagent', 'agents: tier } }\nagent'),
    );
    expect(updated(text, [liveQueue('8000', 'a', {}, one), liveQueue('8001', 'b', {}, one)])).toBe(
      text.replace('["2001", "2002"]', '["2001"]'),
    );
  });

  test('refuses to write a file of which a comment would be lost', () => {
    const text = '\n# ours\n&all # theirs\nqueues:\n  a: { extension_number: "8000", ring_time: 20 }\n';
    const { files, diagnostics } = updateAll({ 'cqctl.yaml': text }, [
      liveQueue('8000', 'a', { ring_time: 25 }),
    ]);
    expect(files).toEqual({});
    expect(diagnostics).toMatchObject([{ code: 'CQ910', source: { file: 'cqctl.yaml', line: 2 } }]);
  });

  test('names the fields that are newer than the schema, and writes those that it is asked for', () => {
    const live = [liveQueue('8000', 'A', { wrap_up_time: 30, codec: 1 })];
    const extraNames = { server: new Set<string>(), queue: new Set(['codec']) };
    const result = updated('version: 1\n', live, { extraNames });
    expect(result).toContain('    # not exported: wrap_up_time\n');
    expect(parse(result).queues.a.extra).toEqual({ codec: 1 });
  });

  test('says which new queue cannot be written, below what the file says last', () => {
    const text = 'version: 1\nqueues:\n  a: { extension_number: "8000" }\n\n# the end\n';
    const result = updated(text, [liveQueue('8000', 'a'), liveQueue('8', 'Too short')]);
    expect(result).toMatch(/\n\n# the end\n# queue "Too short" \(8\) is left out: .+\n$/);
    expect(parse(result)).toEqual(parse(text));
    expect(updated(result, [liveQueue('8000', 'a'), liveQueue('8', 'Too short')])).toBe(result);
  });

  test('keeps long digit strings quoted', () => {
    const text = 'queues:\n  a: { extension_number: "8000", callback_outbound_prefix: x }\n';
    const result = updated(text, [
      liveQueue('8000', 'a', { callback_outbound_prefix: '00123456789012345678' }),
    ]);
    expect(result).toContain('callback_outbound_prefix: "00123456789012345678"');
  });
});

const FIELDS = {
  ring_time: fc.constantFrom(20, 25, 30),
  callback_outbound_prefix: fc.constantFrom('9', '0800', '${var.x}', 'a: b', '# c'),
  enable_callback: fc.boolean(),
  no_answer_forward_rule: fc.oneof(
    fc.constant({ action: 'HANGUP' }),
    fc.record({ action: fc.constant('FORWARD_TO_NUMBER'), number: fc.constantFrom('8000', '+1') }),
  ),
};
const fields = fc.record(FIELDS, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const agents = fc.uniqueArray(
  fc.record({
    extension_number: fc.constantFrom('2001', '2002', '0200'),
    skill_level: fc.constantFrom(1, 2),
  }),
  { selector: ({ extension_number }) => extension_number },
);
const strategy = fc.constantFrom('CYCLIC_HUNT', 'PRIORITIZED_HUNT', 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT');

test('after an update nothing that is written differs, and what was not written is still not', () => {
  const queue = fc.record({
    written: fields,
    agents: fc.option(agents),
    live: fields,
    items: agents,
    strategy,
  });
  fc.assert(
    fc.property(fc.array(queue, { minLength: 1, maxLength: 4 }), (queues) => {
      const written = Object.fromEntries(
        queues.map(({ written, agents }, index) => [
          `q${index}`,
          {
            extension_number: String(8000 + index),
            ...JSON.parse(JSON.stringify(written).replaceAll('${', '$$${')),
            ...(agents === null ? {} : { agents }),
          },
        ]),
      );
      const text = `# head\n${JSON.stringify({ queues: written }, null, 2)}\n`;
      const live = queues.map(({ live, items, strategy }, index) =>
        liveQueue(String(8000 + index), `q${index}`, { polling_strategy: strategy, ...live }, items),
      );
      const result = updated(text, live);
      expect(result.startsWith('# head\n')).toBe(true);
      for (const resource of desiredOf(result).resources) {
        const object = live.find(({ key }) => key === resource.naturalKey);
        if (isList(resource)) {
          const rules = listRules(object?.fields?.['polling_strategy']);
          expect(isSameList(resource.items, object?.items ?? [], rules)).toBe(true);
        } else {
          expect(Object.keys(written[resource.key] ?? {})).toEqual(
            expect.arrayContaining(Object.keys(resource.fields)),
          );
          for (const [name, value] of Object.entries(resource.fields)) {
            expect(isSameValue(fieldFacts('queue', name), value, object?.fields?.[name]), name).toBe(true);
          }
        }
      }
      expect(updated(result, live)).toBe(result);
    }),
    { numRuns: 200 },
  );
});
