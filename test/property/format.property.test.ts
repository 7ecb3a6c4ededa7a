/** Laying out a file twice is laying it out once, what it means stays, and no comment is lost or doubled. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatYaml } from '../../src/edit/format.ts';

const KEYS = [
  'version',
  'queues',
  'servers',
  'defaults',
  'variables',
  'agent_lists',
  'name',
  'extension_number',
  'ring_time',
  'agents',
  'lifecycle',
  'zz',
  'x y',
];
const SCALARS = [
  '20',
  '"8000"',
  "'0800'",
  'text',
  "'it''s'",
  'true',
  '~',
  '1.50',
  '"a # b"',
  '"${var.x}"',
  'a b',
];

type Tree = string | { flow: boolean; items: Tree[] } | { flow: boolean; entries: [string, Tree][] };

const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...SCALARS),
    fc.record({ flow: fc.boolean(), items: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }) }),
    fc.record({
      flow: fc.boolean(),
      entries: fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('tree')), {
        minLength: 1,
        maxLength: 5,
        selector: ([key]) => key,
      }),
    }),
  ),
})).tree;

const root = fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tree), {
  minLength: 1,
  maxLength: 6,
  selector: ([key]) => key,
});

/** Draws the decoration of each line from a list of small numbers, so that a failure shrinks. */
class Writer {
  readonly lines: string[] = [];
  comments = 0;
  private at = 0;
  private readonly choices: readonly number[];

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  private next(bound: number): number {
    const choice = this.choices[this.at++ % this.choices.length] ?? 0;
    return choice % bound;
  }

  private decorate(indent: number): void {
    for (let count = this.next(5); count > 2; count--) {
      if (this.next(3) === 0) this.lines.push('');
      const column = this.next(4) === 0 ? Math.max(0, indent - 2) : this.next(5) === 0 ? indent + 2 : indent;
      this.lines.push(`${' '.repeat(column)}#c${this.comments++}.`);
    }
    if (this.next(4) === 0) this.lines.push('');
  }

  private behind(): string {
    return this.next(4) === 0 ? `  #c${this.comments++}.` : '';
  }

  /** What may stand between two tokens of a flow collection. */
  private gap(indent: number, isLoose: boolean): string {
    if (!isLoose) return ' ';
    const choice = this.next(6);
    if (choice > 1) return ' ';
    const own = choice === 0 ? `\n\n${' '.repeat(indent)}#c${this.comments++}.` : '';
    return ` #c${this.comments++}.${own}\n${' '.repeat(indent)}`;
  }

  private inline(value: Tree, indent: number, isLoose: boolean): string {
    if (typeof value === 'string') return value;
    const gap = () => this.gap(indent, isLoose);
    if ('items' in value) {
      const items = value.items.map((item) => `${gap()}${this.inline(item, indent, isLoose)}${gap()}`);
      return `[${items.join(',')}${this.next(3) === 0 ? `,${gap()}` : ''}]`;
    }
    const pairs = value.entries.map(
      ([key, item]) => `${gap()}${key}:${gap()}${this.inline(item, indent, isLoose)}${gap()}`,
    );
    return `{${pairs.join(',')}${this.next(3) === 0 ? `,${gap()}` : ''}}`;
  }

  /** Some values stand on a line of their own, below comments. */
  private lead(indent: number): string {
    if (this.next(4) !== 0) return ' ';
    const lines = [this.behind()];
    for (let count = this.next(3); count > 0; count--) {
      lines.push(`${' '.repeat(indent + this.next(3))}#c${this.comments++}.`);
    }
    return `${lines.join('\n')}\n${' '.repeat(indent)}`;
  }

  private value(head: string, value: Tree, indent: number): void {
    if (typeof value === 'string' || value.flow) {
      const isLoose = this.next(2) === 0;
      const lead = this.lead(indent + 1);
      this.lines.push(`${head}${lead}${this.inline(value, indent + 1, isLoose)}${this.behind()}`);
      return;
    }
    this.lines.push(`${head}${this.behind()}`);
    const deeper = indent + (this.next(2) === 0 ? 2 : 4);
    if ('items' in value) this.list(value.items, deeper);
    else this.map(value.entries, deeper);
  }

  private list(items: readonly Tree[], indent: number): void {
    for (const item of items) {
      this.decorate(indent);
      this.value(`${' '.repeat(indent)}-`, item, indent);
    }
  }

  map(entries: readonly [string, Tree][], indent: number): void {
    for (const [key, value] of entries) {
      this.decorate(indent);
      this.value(`${' '.repeat(indent)}${key}:`, value, indent);
    }
  }

  /** Some files begin with a document mark, which comments may stand above, behind and below. */
  start(): void {
    if (this.next(3) !== 0) return;
    this.decorate(0);
    this.lines.push(`---${this.behind()}`);
  }

  end(): void {
    this.decorate(this.next(2) * 2);
  }
}

function commentsOf(text: string): string[] {
  return (text.match(/#c\d+\./g) ?? []).sort();
}

test('formatYaml is idempotent, keeps the meaning, and keeps every comment once', () => {
  fc.assert(
    fc.property(root, fc.array(fc.nat(59), { minLength: 1, maxLength: 60 }), (entries, choices) => {
      const writer = new Writer(choices);
      writer.start();
      writer.map(entries, 0);
      writer.end();
      const text = `${writer.lines.join('\n')}\n`;
      const { value: once, diagnostics } = formatYaml(text, 'x.yaml');
      expect(diagnostics).toEqual([]);
      expect(parse(once ?? '')).toEqual(parse(text));
      expect(commentsOf(once ?? '')).toEqual(commentsOf(text));
      expect(formatYaml(once ?? '', 'x.yaml').value).toBe(once);
    }),
    { numRuns: 400 },
  );
});
