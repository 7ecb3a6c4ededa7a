/** `docs/fields.md`: every field that a file can have, from the facts in `kinds`. */

import type { Condition, FieldSpec, Fields, IntegerSpec, StringSpec } from '../../src/kinds/field.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import { kindOf, LIST_KINDS, listOf, OBJECT_KINDS } from '../../src/kinds/registry.ts';

/** What callers wait in comes first. */
const OBJECTS = [...OBJECT_KINDS].sort((a, b) => Number(b.hasCallers) - Number(a.hasCallers));

export function fieldReference(): string {
  const parts = [
    '# Fields',
    '<!-- Written by `npm run gen` from src/kinds. -->',
    'cqctl manages the fields that you write and leaves the others as they are on the PBX. The default is what the API documents for a field that nobody ever set; cqctl never sends it for its own sake.',
    ...OBJECTS.flatMap((kind) => [...sectionOf(kind), ...sectionOf(listOf(kind.name))]),
    `## On every ${inWords(OBJECTS.map(({ name }) => wordsOf(name)))}`,
    [
      '* `lifecycle.prevent_destroy`: `true` refuses every plan that would destroy or replace the object, also after the block is deleted.',
      '* `lifecycle.ignore_changes`: names of fields that are sent on create and then left to whoever changes them.',
      "* `extra`: fields newer than this schema, under the API's names, sent and compared as written.",
      ...LIST_KINDS.map(({ section, parent = '' }) => {
        const { withArticle, name } = kindOf(parent);
        return `* \`${section}\`, of ${withArticle}: the name of a list in \`agent_lists\`, or a list. The ${wordsOf(name)} then owns its whole list.`;
      }),
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf(kind: Kind | undefined): string[] {
  if (kind === undefined) return [];
  const { section, parent, fields } = kind;
  const title = wordsOf(section);
  const intro =
    parent === undefined
      ? `Under \`${section}\`, each by a key of your choice.`
      : `Items of ${kindOf(parent).withArticle}'s \`${section}\` or of a list in \`agent_lists\`.`;
  return [`## ${title.charAt(0).toUpperCase()}${title.slice(1)}`, intro, ...fieldsOf(fields)];
}

function wordsOf(name: string): string {
  return name.replaceAll('_', ' ');
}

function inWords(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].join(' and ');
}

function fieldsOf(fields: Fields): string[] {
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
