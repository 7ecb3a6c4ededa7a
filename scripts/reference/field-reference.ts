/** `docs/fields.md`: every field that a file can have, from the facts in `kinds`. */

import type { Condition, FieldSpec, Fields, IntegerSpec, StringSpec } from '../../src/kinds/field.ts';
import { kindOf } from '../../src/kinds/registry.ts';

const SECTIONS = [
  { title: 'Queues', kind: 'queue', intro: 'Under `queues`, each by a key of your choice.' },
  { title: 'Agents', kind: 'agents', intro: "Items of a queue's `agents` or of a list in `agent_lists`." },
  { title: 'Servers', kind: 'server', intro: 'Under `servers`, each by a key of your choice.' },
] as const;

export function fieldReference(): string {
  const parts = [
    '# Fields',
    '<!-- Written by `npm run gen` from src/kinds. -->',
    'cqctl manages the fields that you write and leaves the others as they are on the PBX. The default is what the API documents for a field that nobody ever set; cqctl never sends it for its own sake.',
    ...SECTIONS.flatMap(({ title, kind, intro }) => [
      `## ${title}`,
      intro,
      ...sectionOf(kindOf(kind).fields),
    ]),
    '## On every queue and server',
    [
      '* `lifecycle.prevent_destroy`: `true` refuses every plan that would destroy or replace the object, also after the block is deleted.',
      '* `lifecycle.ignore_changes`: names of fields that are sent on create and then left to whoever changes them.',
      "* `extra`: fields newer than this schema, under the API's names, sent and compared as written.",
      '* `agents`, of a queue: the name of a list in `agent_lists`, or a list. The queue then owns its whole list.',
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf(fields: Fields): string[] {
  const writable = Object.entries(fields).filter(([, facts]) => facts.readOnly !== true);
  const readOnly = Object.entries(fields).filter(([, facts]) => facts.readOnly === true);
  const parts = writable.flatMap(([name, facts]) => describeField(name, facts));
  if (readOnly.length > 0) {
    parts.push(`Reported by the PBX, never written: ${readOnly.map(([name]) => `\`${name}\``).join(', ')}.`);
  }
  return parts;
}

function describeField(name: string, facts: FieldSpec): string[] {
  const lines = [`* ${typeOf(facts)}`];
  if (facts.required === true) lines.push('* needed on create');
  if (facts.default !== undefined) lines.push(`* default: \`${String(facts.default)}\``);
  if (facts.createOnly === true) lines.push('* create-only: a change replaces the object');
  if (facts.writeOnly === true) lines.push('* write-only: the PBX does not report it');
  if (facts.inertUnless !== undefined)
    lines.push(`* does nothing unless ${facts.inertUnless.map(conditionText).join(' and ')}`);
  if (facts.prompt !== undefined) {
    lines.push(`* or \`${facts.prompt.file}\`: the path of a local WAV, uploaded when its contents change`);
  }
  if (facts.examples !== undefined) {
    lines.push(`* example: ${facts.examples.map((example) => `\`${JSON.stringify(example)}\``).join(', ')}`);
  }
  return [`### \`${name}\``, facts.description, lines.join('\n'), ...valuesOf(facts), ...partsOf(facts)];
}

function typeOf(facts: FieldSpec): string {
  switch (facts.type) {
    case 'string':
      return facts.enum === undefined ? stringType(facts) : 'one of the values below';
    case 'integer':
      return integerType(facts);
    case 'boolean':
      return '`true` or `false`';
    case 'object':
      return 'an object';
    case 'list':
      return `a list of objects, in any order, told apart by ${facts.identity.map((name) => `\`${name}\``).join(' and ')}`;
  }
}

function stringType({ minLength, maxLength, patternTitle, canonical }: StringSpec): string {
  const length =
    maxLength === undefined
      ? ''
      : minLength === undefined
        ? `, at most ${maxLength} characters`
        : `, ${minLength} to ${maxLength} characters`;
  const shape = { language: 'a BCP 47 language tag', ipv4: 'an IPv4 address', ipv6: 'an IPv6 address' };
  if (canonical !== undefined) return shape[canonical];
  return patternTitle === undefined
    ? `text${length}`
    : `text: ${patternTitle}${/\d to \d/.test(patternTitle) ? '' : length}`;
}

function integerType({ min, max, unit }: IntegerSpec): string {
  return `a whole number${unit === undefined ? '' : ` of ${unit}`}, ${min} to ${max}`;
}

function conditionText({ field, in: values }: Condition): string {
  const words = values.map((value) => `\`${String(value)}\``);
  const last = words.pop();
  return `\`${field}\` is ${words.length === 0 ? last : `${words.join(', ')} or ${last}`}`;
}

function valuesOf(facts: FieldSpec): string[] {
  if (facts.type !== 'string' || facts.enum === undefined) return [];
  const rows = facts.enum.map((value, index) => {
    const meaning = facts.enumDescriptions?.[index];
    return `  * \`${value}\`${meaning === undefined ? '' : `: ${meaning}`}`;
  });
  return ['Values:', rows.map((row) => row.slice(2)).join('\n')];
}

function partsOf(facts: FieldSpec): string[] {
  const fields =
    facts.type === 'object' ? facts.fields : facts.type === 'list' ? facts.item.fields : undefined;
  if (fields === undefined) return [];
  const rows = Object.entries(fields).map(([name, part]) => {
    const type =
      part.type === 'string' && part.enum !== undefined
        ? part.enum.map((value) => `\`${value}\``).join(', ')
        : typeOf(part);
    return `* \`${name}\`${part.required === true ? ' (needed)' : ''}: ${part.description} ${type}.`;
  });
  return ['Parts:', rows.join('\n')];
}
