import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatYaml } from '../../../src/edit/format.ts';
import { readGuide } from '../../support/guide.ts';
import { load } from '../../support/load-fixture.ts';
import { ROOT } from '../../support/run-cli.ts';

function format(text: string): string {
  const { value, diagnostics } = formatYaml(text, 'cqctl.yaml');
  expect(diagnostics).toEqual([]);
  expect(formatYaml(value ?? '', 'cqctl.yaml').value, 'formatting again changes nothing').toBe(value);
  return value ?? '';
}

describe('formatYaml', () => {
  test('orders the top level and the fields of a queue, and keeps the order of the queues', () => {
    const text = format(`queues:
  b: { agents: tier-1, ring_time: 20, extension_number: "8001", unknown: 1, name: B }
  a: { extra: { z: 1 }, lifecycle: { ignore_changes: [ring_time] }, extension_number: "8000" }
variables: { x: 1 }
version: 1
`);
    expect(text).toBe(`version: 1
variables: { x: 1 }
queues:
  b: { name: B, extension_number: "8001", ring_time: 20, agents: tier-1, unknown: 1 }
  a: { extension_number: "8000", lifecycle: { ignore_changes: [ring_time] }, extra: { z: 1 } }
`);
  });

  test('leaves the project of the README as it stands', () => {
    const steps = readGuide(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    const texts = steps.flatMap((step) => (step.type === 'write' ? step.text : []));
    expect(texts.map(format)).toEqual(texts);
    expect(texts).not.toEqual([]);
  });

  test('orders the environments as the file itself', () => {
    const text = format('environments: { prod: { variables: { a: 1 }, target: { ca_file: x, url: y } } }\n');
    expect(Object.keys(parse(text).environments.prod)).toEqual(['target', 'variables']);
    expect(Object.keys(parse(text).environments.prod.target)).toEqual(['url', 'ca_file']);
  });

  test('orders the parts of moves, of agents and of caller ids, wherever they are written', () => {
    expect(
      format(`moved:
  - { to: queue.a, from: queue.b }
agent_lists:
  tier: [{ skill_level: 2, extension_number: "2001" }]
queues:
  a:
    extension_number: "8000"
    outbound_caller_ids:
      - { description: main, caller_id: "1", provider_id: p }
    extra: { moved: [{ to: 1, from: 2 }] }
environments:
  odd: { moved: { to: queue.a, from: queue.b } }
`),
    ).toBe(`environments:
  odd: { moved: { to: queue.a, from: queue.b } }
moved:
  - { from: queue.b, to: queue.a }
agent_lists:
  tier: [{ extension_number: "2001", skill_level: 2 }]
queues:
  a:
    extension_number: "8000"
    outbound_caller_ids:
      - { provider_id: p, caller_id: "1", description: main }
    extra: { moved: [{ to: 1, from: 2 }] }
`);
  });

  test('moves comments with the line they stand above', () => {
    expect(
      format(`queues:
  # about support
  support:   # behind support
    # about ring
    ring_time: 20   # behind ring
    # about the number
    extension_number: "8000"

    # end of support
  # about sales

  sales:
    extension_number: '8001'
  # end of queues

# about version
version: 1
# end of file
`),
    ).toBe(`# about version
version: 1

queues:
  # about support
  support: # behind support
    # about the number
    extension_number: "8000"
    # about ring
    ring_time: 20 # behind ring
    # end of support
  # about sales

  sales:
    extension_number: "8001"
  # end of queues

# end of file
`);
  });

  test('keeps the head of a file below its document mark', () => {
    expect(format('--- # ours\n# head\n\n# about queues\nqueues: {}\nversion: 1\n')).toBe(
      '---\n# ours\n# head\n\nversion: 1\n# about queues\nqueues: {}\n',
    );
    expect(format('# top\n%YAML 1.2\n---\n# about\nversion: 1\n')).toBe(
      '# top\n\n%YAML 1.2\n---\n# about\nversion: 1\n',
    );
  });

  test('keeps the comments of what is no plain key or value', () => {
    expect(
      format(`variables: !!map # tagged
  a: 1
agent_lists:
  a: &l ["1"] # anchored
  b:
    # same
    - *l
    -
      # alone
      number: "1"
    - # behind the dash
      number: "2"
    # one
    - - "3"
      # two
      - "4"
    # end of b
`),
    ).toBe(`variables: !!map
  # tagged
  a: 1
agent_lists:
  a: &l ["1"] # anchored
  b:
    # same
    - *l
    # alone
    - number: "1"
    # behind the dash
    - number: "2"
    # one
    - - "3"
      # two
      - "4"
    # end of b
`);
    expect(format('? [a, b]\n: # why\n  # first\n  d: 1 # d\n  # end\nversion: 1\n')).toBe(
      'version: 1\n? [a, b]\n:\n  # why\n  # first\n  d: 1 # d\n  # end\n',
    );
  });

  test('keeps comments that say nothing, wherever they stand', () => {
    const text = `#
# Ours
#

version: 1 #
queues: #
  #
  a:
    #
    name: A
`;
    expect(format(text)).toBe(text);
  });

  test('keeps a comment at the mark that ends a document', () => {
    expect(format('queues: {}\nversion: 1 # ours\n...\n# behind\n')).toBe(
      'version: 1 # ours\nqueues: {}\n... # behind\n',
    );
  });

  test('keeps a key without a value, and the comment behind it', () => {
    expect(format('queues: {}\n? notes # none yet\nversion: 1\n')).toBe(
      'version: 1\nqueues: {}\n? notes # none yet\n',
    );
  });

  test('keeps a key that is an alias', () => {
    const text = 'variables:\n  &key a: 1\n? *key\n: x: 1\n';
    expect(format('variables:\n  &key a: 1\n*key :\n  x: 1\n')).toBe(text);
  });

  test('keeps the comments behind a dash whose value is no block', () => {
    expect(format('agents:\n  - # Bob, till March\n    "2001"\n  -\n    # lists\n    [1, 2]\n')).toBe(
      'agents:\n  # Bob, till March\n  - "2001"\n  # lists\n  - [1, 2]\n',
    );
  });

  test.each([
    [
      'on lines of their own',
      'rule: { action: HANGUP\n  # agreed with sales\n  }\n',
      'rule:\n  action: HANGUP\n  # agreed with sales\n',
    ],
    [
      'behind a comma and behind the bracket',
      'agents: [ "2001", # c2\n # c3\n ] # c4\n',
      'agents: # c4\n  - "2001" # c2\n  # c3\n',
    ],
    [
      'of collections in each other',
      'q: { a: { x: 1 # c5\n }, # c6\n # c7\n } # c8\n',
      'q: # c8\n  a: # c6\n    x: 1 # c5\n  # c7\n',
    ],
    ['of an empty one', 'agent_lists: [ # g\n ] # h\n', '# g\nagent_lists: [] # h\n'],
    [
      'above a comma',
      'agents: [ "2001", "2002" # fb\n # fc\n , "2003" ]\n',
      'agents:\n  - "2001"\n  - "2002" # fb\n  # fc\n  - "2003"\n',
    ],
    [
      'on both sides of a comma',
      'a:\n  - { b: "2003" # q\n    , # r\n    c: 3 }\n',
      'a:\n  - b: "2003" # q\n    # r\n    c: 3\n',
    ],
    [
      'below one that becomes a block',
      'q:\n  a: { l: [ 1, # c\n    2 # d\n    ] }\n # dedented\nz: 1\n',
      'q:\n  a:\n    l:\n      - 1 # c\n      - 2 # d\n  # dedented\nz: 1\n',
    ],
    [
      'behind what has an anchor',
      'q: &q { # k\n  a: # m\n  1 } # l\n',
      'q: &q\n  # l\n  # k\n  # m\n  a: 1\n',
    ],
    ['of a key', '? [a, # x\n   b]\n: 1\n', '# x\n? [a, b]\n: 1\n'],
    ['of a file that is one', '# top\n{ a: 1, # x\n  b: 2 }\n# end\n', '# top\na: 1 # x\nb: 2\n\n# end\n'],
  ])('gives the comments in a flow collection lines of their own: %s', (_name, text, laidOut) => {
    expect(format(text)).toBe(laidOut);
  });

  test('keeps the comments between a key and its block, also behind a colon or an anchor', () => {
    expect(format('? a # w\n# x\n: # y\n  b: 1\nc: # z\n  &c # u\n  !!map # v\n  d: 1\n')).toBe(
      'a: # w\n  # x\n  # y\n  b: 1\nc: &c !!map\n  # z\n  # u\n  # v\n  d: 1\n',
    );
    expect(format('k: &k z\n*k :\n  # in\n  x: 1\n')).toBe('k: &k z\n? *k\n:\n  # in\n  x: 1\n');
  });

  test('refuses a file of which a comment would be lost, and says which', () => {
    const { value, diagnostics } = formatYaml('\n# ours\n&all # theirs\nversion: 1\n', 'x.yaml');
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'CQ910', severity: 'error', source: { file: 'x.yaml', line: 2, column: 1 } },
    ]);
  });

  test('refuses a file of which a value would be another, and says which', () => {
    const { value, diagnostics } = formatYaml('a: 1\nb: [x, "one\\\n \n  two"]\n', 'x.yaml');
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CQ911', source: { file: 'x.yaml', line: 2, column: 8 } }]);
  });

  test('refuses a file that it could not lay out again', () => {
    const { value, diagnostics } = formatYaml('a: 1 #\r#', 'x.yaml');
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CQ911', source: { file: 'x.yaml', line: 1, column: 1 } }]);
  });

  test('takes a separator of Unicode for no end of a line', () => {
    expect(format('- \u2028\n-\n- x\n')).toBe('- \u2028\n-\n- x\n');
  });

  test('keeps the tags of YAML 1.1 in a file that says it is such a one', () => {
    const text = '%YAML 1.1\n---\nversion: 1\na: !!set { x, y }\nb: yes\nc: 010\n';
    expect(format('%YAML 1.1\n---\na: !!set { x, y }\nb: yes\nc: 010\nversion: 1\n')).toBe(text);
  });

  test('keeps the comments around a dash that stands alone on its line', () => {
    expect(format('# ours\n\n# about a\n-\n  a: |\n    text\n-\n\n  # about b\n  b: 1\n')).toBe(
      '# ours\n\n# about a\n- a: |\n    text\n# about b\n- b: 1\n',
    );
  });

  test('writes no blank behind a dash without a value, nor at the end of a comment', () => {
    const text = 'a:\n  -\n  - # why\n  - - b\n    -\n  - |\n    - \n    -  # text\nc: # d  \n  e: 1\n';
    expect(format(text)).toBe(
      'a:\n  -\n  - # why\n  - - b\n    -\n  - |\n    - \n    -  # text\nc: # d\n  e: 1\n',
    );
  });

  test('keeps the schema line first, then the head of the file', () => {
    const schema = '# yaml-language-server: $schema=./x.json';
    expect(format(`# Our centre\n${schema}\n\nqueues: {}\nversion: 1\n`)).toBe(
      `${schema}\n# Our centre\n\nversion: 1\nqueues: {}\n`,
    );
    expect(format(`${schema}\nversion: 1\n`)).toBe(`${schema}\nversion: 1\n`);
    expect(format(`${schema}\n\nversion: 1\n`)).toBe(`${schema}\n\nversion: 1\n`);
  });

  test.each(['0800', '12345678901234567890', '1.50', '0x1F', '+123', '-0', '1e3', '.5', '0o14'])(
    'keeps the digits of %s',
    (digits) => {
      expect(format(`version: ${digits}\n`)).toBe(`version: ${digits}\n`);
    },
  );

  test('keeps digit strings quoted, in double quotes', () => {
    expect(format(`a: '0800'\nb: "8000"\nc: 'say "hi"'\nd: 8_000\ne: 2026-11-23\n`)).toBe(
      `a: "0800"\nb: "8000"\nc: 'say "hi"'\nd: "8_000"\ne: "2026-11-23"\n`,
    );
  });

  test('writes a flow collection that is too long as a block', () => {
    const numbers = Array.from({ length: 30 }, (_unused, index) => `"${2000 + index}"`);
    const text = format(`agent_lists:\n  a: [${numbers.join(', ')}]\n  b: ["1", "2"]\n`);
    expect(text).toContain('  a:\n    - "2000"\n    - "2001"\n');
    expect(text).toContain('  b: ["1", "2"]\n');
  });

  test('counts a key that is a list as short', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_unused, index) => 1000 + index);
    expect(format(`? [a, b]\n: [${numbers(17).join(', ')}]\n`)).toBe(
      `? [a, b]\n: [${numbers(17).join(', ')}]\n`,
    );
    expect(format(`? [a, b]\n: [${numbers(18).join(', ')}]\n`)).toContain('\n: - 1000\n  - 1001\n');
  });

  test('collapses blank lines and ends with one newline', () => {
    expect(format('version: 1\n\n\n\nqueues: {}\n\n\n')).toBe('version: 1\n\nqueues: {}\n');
  });

  test('does not sort where an alias would come before its anchor', () => {
    const text = 'queues: &all\n  a: { extension_number: "8000" }\nvariables: *all\n';
    expect(format(text)).toBe(text);
  });

  test('keeps anchors, merges and block scalars that look like comments', () => {
    const text = `queues:
  a: &base
    extension_number: "8000"
    note: |
      # not a comment
      text
  b:
    <<: *base
    # the other number
    extension_number: "8001"
`;
    expect(format(text)).toBe(text);
  });

  test('takes Windows line ends and a byte order mark away', () => {
    expect(format('\uFEFF# head\r\n\r\nversion: 1\r\n# about queues\r\nqueues: {}\r\n')).toBe(
      '# head\n\nversion: 1\n# about queues\nqueues: {}\n',
    );
  });

  test.each(['', '\n', '# only a comment\n'])('leaves a file without content as it is: %j', (text) => {
    expect(formatYaml(text, 'x.yaml').value).toBe(text.trim() === '' ? '' : text);
  });

  test('reports what is no YAML with its place, all at once', () => {
    const { value, diagnostics } = formatYaml('version: 1\nqueues: {a: [}\n  b: "x\n', 'sub/x.yaml');
    expect(value).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      code: 'CQ101',
      severity: 'error',
      source: { file: 'sub/x.yaml', line: 2 },
    });
  });

  test.each([
    ['lists', (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['open lists', (depth: number) => `a: ${'['.repeat(depth)}`],
    ['dashes', (depth: number) => `${'- '.repeat(depth)}x`],
    [
      'maps',
      (depth: number) => Array.from({ length: depth }, (_unused, at) => `${' '.repeat(at)}a:`).join('\n'),
    ],
  ])('reports %s nested too deeply, before anything recurses', (_name, nest) => {
    for (const depth of [250, 1_000, 3_000]) {
      const { value, diagnostics } = formatYaml(nest(depth), 'x.yaml');
      expect(value).toBeUndefined();
      expect(diagnostics).toHaveLength(1);
      expect(['CQ101', 'CQ110']).toContain(diagnostics[0]?.code);
    }
  });

  test('lays out what is nested deeper than any project', () => {
    const text = `a: ${'['.repeat(60)}${']'.repeat(60)}\n`;
    expect(parse(format(text))).toEqual(parse(text));
  });

  test('says of what is no YAML what is said of the project', async () => {
    const folder = resolve(import.meta.dirname, '../../fixtures/config/111-not-yaml');
    const { diagnostics } = await load(folder);
    expect(diagnostics.length).toBeGreaterThan(30);
    for (const diagnostic of diagnostics) {
      const file = diagnostic.source?.file ?? '';
      const text = readFileSync(resolve(folder, file), 'utf8');
      expect(formatYaml(text, file).diagnostics).toEqual([diagnostic]);
    }
  });

  test('takes one document to a file', () => {
    expect(formatYaml('a: 1\n---\nb: 1\n', 'x.yaml').diagnostics[0]?.source?.line).toBe(2);
  });
});

describe('below a key without a value', () => {
  test('what is a comment now stays, wherever the key goes', () => {
    const text = `queues:
  a: { extension_number: "8000" }
policy:
  # max_destroys: 0

  # max_updates: 3
removed:
# - queue.x
#- queue.y
# about lists
agent_lists:
  tier: # nobody now
    # - "2001"
  # about other
  other: []
environments:
  prod:
    queues:
      # a: { ring_time: 30 }
    # about limits
    policy: { max_destroys: 3 }
servers:
  # edge: { ipv4: 192.0.2.10 }
# the end
`;
    const expected = `environments:
  prod:
    # about limits
    policy: { max_destroys: 3 }
    queues:
      # a: { ring_time: 30 }
policy:
  # max_destroys: 0

  # max_updates: 3
removed:
  # - queue.x
  #- queue.y
servers:
  # edge: { ipv4: 192.0.2.10 }
# about lists
agent_lists:
  tier: # nobody now
    # - "2001"
  # about other
  other: []
queues:
  a: { extension_number: "8000" }

# the end
`;
    expect(format(text)).toBe(expected);
  });

  test.each(['servers', 'agent_lists', 'policy', 'variables', 'defaults', 'moved', 'removed'])(
    'the lines of %s are its own again once they are no comments any more',
    (section) => {
      const entry = ['moved', 'removed'].includes(section) ? '- x' : 'x: 1';
      const text = `queues:\n  a: { extension_number: "8000" }\n${section}:\n  # ${entry}\nversion: 1\n`;
      const written = format(text).replace(`# ${entry}`, entry);
      expect(parse(written)[section]).toEqual(parse(entry));
      expect(parse(written).queues).toEqual({ a: { extension_number: '8000' } });
    },
  );
});
