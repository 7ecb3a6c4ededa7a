/** Small damages of a text, as values: so that a failure shrinks to the few that matter. */

import fc from 'fast-check';
import { SECRET_NAMES } from './secrets.ts';

/** What YAML, JSON, CSV and cqctl's own words mean something by. */
const TOKENS: readonly string[] = [
  ...[
    ':',
    ': ',
    '- ',
    '? ',
    '#',
    ' #',
    '&a ',
    '*a',
    '<<: *a',
    '!',
    '!!binary ',
    '!!str ',
    '|',
    '>-',
    '%YAML 1.1\n',
  ],
  ...[
    '---\n',
    '...\n',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '\\',
    '`',
    '@',
    '~',
    'null',
    '{}',
    '[]',
    '""',
    'true',
  ],
  ...[
    '\t',
    '\r',
    '\r\n',
    '\n',
    '\n\n',
    '  ',
    '\0',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ud800',
  ],
  ...[
    '0',
    '-1',
    '0800',
    '8000',
    '"8000"',
    '1e400',
    '0x1F',
    '.inf',
    '-0',
    '9007199254740993',
    '99999999999999999999',
  ],
  ...[
    'é',
    'e\u0301',
    '日本',
    '😀',
    '##vso[task.complete]',
    '##[add-mask]x',
    '::set-output name=a::b',
    '\u001b[31m',
  ],
  ...['${var.x}', '${var.ring}', '${', '$${', '${env.HOME}', '${var.${var.x}}', '__proto__', 'constructor'],
  ...SECRET_NAMES.map((name) => `\${env.${name}}`),
  // What leads out of a project, to where `secrets.ts` has planted something.
  ...[
    '../netrc',
    '["../*"]',
    '["../netrc"]',
    '.git/config',
    '[".git/*"]',
    '/etc/passwd',
    '{ csv: ../table.csv }',
  ],
  ...['version: 1\n', 'queues:', 'servers:', 'agents:', 'agent_lists:', 'defaults:', 'policy:', 'lifecycle:'],
  ...[
    'environments:',
    'variables:',
    'moved:',
    'removed:',
    'include:',
    'extra:',
    'extension_number:',
    'target:',
  ],
  ...['  a: { extension_number: "8000" }\n', 'queue.a', 'agents.a', 'server.edge', 'prevent_destroy: true'],
  ...['a,b\n', '=1+1', '1h', '30s', '50%', '>= 0.9', '2026-11-23T12:00:00', '"', '\n,\n'],
];

export type TextEdit =
  | { do: 'insert'; at: number; text: string }
  | { do: 'delete'; at: number; length: number }
  | { do: 'repeat'; at: number; length: number; times: number }
  /** The value that follows a colon, up to the end of the line. */
  | { do: 'value'; at: number; text: string }
  | { do: 'indent'; at: number; by: number }
  | { do: 'swap'; at: number; with: number }
  | { do: 'cut'; at: number };

/** Of the text, in thousandths, so that an edit means about the same in any text. */
const place = fc.nat(1000);
const token = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TOKENS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

const textEdit: fc.Arbitrary<TextEdit> = fc.oneof(
  fc.record({ do: fc.constant('insert' as const), at: place, text: token }),
  fc.record({ do: fc.constant('delete' as const), at: place, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    do: fc.constant('repeat' as const),
    at: place,
    length: fc.integer({ min: 1, max: 60 }),
    times: fc.constantFrom(1, 2, 50),
  }),
  fc.record({
    do: fc.constant('value' as const),
    at: place,
    text: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 2, arbitrary: token }),
  }),
  fc.record({ do: fc.constant('indent' as const), at: place, by: fc.constantFrom(-4, -2, -1, 1, 2, 4) }),
  fc.record({ do: fc.constant('swap' as const), at: place, with: place }),
  fc.record({ do: fc.constant('cut' as const), at: place }),
);

export const textEdits: fc.Arbitrary<TextEdit[]> = fc.array(textEdit, { maxLength: 6 });

export function editText(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce(editOnce, text);
}

function editOnce(text: string, edit: TextEdit): string {
  const offset = Math.floor((edit.at / 1000) * text.length);
  switch (edit.do) {
    case 'insert':
      return text.slice(0, offset) + edit.text + text.slice(offset);
    case 'delete':
      return text.slice(0, offset) + text.slice(offset + edit.length);
    case 'repeat':
      return (
        text.slice(0, offset) +
        text.slice(offset, offset + edit.length).repeat(edit.times) +
        text.slice(offset)
      );
    case 'cut':
      return text.slice(0, offset);
    case 'value':
      return inLine(text, edit.at, (line) => line.replace(/: .*$|:$/, `: ${edit.text}`));
    case 'indent':
      return inLine(text, edit.at, (line) =>
        edit.by > 0
          ? ' '.repeat(edit.by) + line
          : line.slice(Math.min(-edit.by, /^ */.exec(line)?.[0].length ?? 0)),
      );
    case 'swap': {
      const lines = text.split('\n');
      const [one, other] = [edit.at, edit.with].map((at) => Math.floor((at / 1001) * lines.length));
      const [first = '', second = ''] = [lines[one as number], lines[other as number]];
      return lines.map((line, index) => (index === one ? second : index === other ? first : line)).join('\n');
    }
  }
}

function inLine(text: string, at: number, change: (line: string) => string): string {
  const lines = text.split('\n');
  const index = Math.floor((at / 1001) * lines.length);
  return lines.map((line, each) => (each === index ? change(line) : line)).join('\n');
}
