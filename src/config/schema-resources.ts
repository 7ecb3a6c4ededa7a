/** Queues, servers and agent lists as JSON Schema: the fields of the API and what a file adds to them. */

import type { PromptFacts } from '../kinds/field.ts';
import { queueFields } from '../kinds/queue.ts';
import { kindOf } from '../kinds/registry.ts';
import type { JsonObject } from '../model/json.ts';
import { fieldSchema, isChecked, isPart, orVariable, type SchemaMode } from './schema-fields.ts';

type Root = 'queue' | 'server';

/** Fields that the API needs on create and that have to be written, for nothing can stand in for them. */
const NEEDED: { readonly [K in Root]: readonly string[] } = { queue: ['extension_number'], server: [] };

/** Names that tell objects apart are no defaults. */
export const NO_DEFAULT: { readonly [K in Root]: readonly string[] } = {
  queue: ['name', 'extension_number'],
  server: ['name', 'ipv4', 'ipv6'],
};

/** All names that can stand in a queue or server, in the order in which they are written. */
export function configFields(kind: Root): string[] {
  const names = Object.entries(kindOf(kind).fields)
    .filter(([, facts]) => facts.readOnly !== true)
    .flatMap(([name, facts]) => (facts.prompt === undefined ? [name] : [facts.prompt.file, name]));
  return kind === 'queue' ? [...names, 'agents'] : names;
}

/** What `ignore_changes` can name: all but what tells one object from another, for a changed one is another object. */
export function ignorableFields(kind: Root): string[] {
  return configFields(kind).filter((name) => name !== kindOf(kind).naturalKey);
}

export function resourceSchema(kind: Root, mode: SchemaMode): JsonObject {
  const needed = isPart(mode) ? [] : NEEDED[kind];
  return {
    description: DESCRIPTIONS[kind],
    type: isPart(mode) ? ['object', 'null'] : 'object',
    properties: propertiesOf(kind, mode),
    ...(needed.length === 0 ? {} : { required: [...needed] }),
    additionalProperties: false,
  };
}

export function defaultsSchema(kind: Root, mode: SchemaMode): JsonObject {
  const properties = propertiesOf(kind, mode);
  for (const name of NO_DEFAULT[kind]) delete properties[name];
  return {
    description: `What every ${kind} has unless it says otherwise. A field that is \`null\` in a ${kind} has no default there.`,
    type: ['object', 'null'],
    properties,
    additionalProperties: false,
  };
}

const DESCRIPTIONS: { readonly [K in Root]: string } = {
  queue: 'A call queue. Fields that are not written are left as they are on the PBX.',
  server: 'A call queue server. Fields that are not written are left as they are on the PBX.',
};

function propertiesOf(kind: Root, mode: SchemaMode): JsonObject {
  const properties: JsonObject = {};
  for (const [name, facts] of Object.entries(kindOf(kind).fields)) {
    if (facts.readOnly === true) continue;
    if (facts.prompt !== undefined) properties[facts.prompt.file] = promptFileSchema(facts.prompt, name);
    properties[name] = fieldSchema(facts, mode, NEEDED[kind].includes(name) && !isPart(mode));
  }
  if (kind === 'queue') properties['agents'] = agentsSchema(mode);
  properties['lifecycle'] = lifecycleSchema(kind, mode);
  properties['extra'] = {
    description: "Fields newer than this schema, under the API's names: sent and compared as written.",
    type: ['object', 'null'],
  };
  return properties;
}

function promptFileSchema({ title }: PromptFacts, idName: string): JsonObject {
  return {
    description: `${title}: the path of a local WAV (PCM, 16 bit, mono, 16, 32 or 48 kHz), from the folder of this file. Uploaded when its contents change. Or write ${idName}.`,
    type: ['string', 'null'],
    minLength: 1,
    maxLength: 4096,
  };
}

function lifecycleSchema(kind: Root, mode: SchemaMode): JsonObject {
  return {
    description: 'How cqctl treats this object.',
    type: ['object', 'null'],
    properties: {
      prevent_destroy: orVariable(
        {
          description:
            'Refuse every plan that would destroy or replace it, also after the block is deleted from the file.',
          type: ['boolean', 'null'],
        },
        mode,
      ),
      ignore_changes: {
        description: 'Fields that are sent on create and then left to whoever changes them.',
        type: ['array', 'null'],
        items: {
          type: 'string',
          ...(mode === 'published' ? { examples: ignorableFields(kind) } : {}),
        },
      },
    },
    additionalProperties: false,
  };
}

function agentsSchema(mode: SchemaMode): JsonObject {
  const list = agentListSchema(mode);
  return {
    description:
      'Who answers: the name of a list in `agent_lists`, or a list written here. The queue then owns its whole list; without this key the list is left alone.',
    type: ['string', 'array', 'null'],
    minLength: 1,
    items: list['items'] ?? true,
  };
}

export function agentListSchema(mode: SchemaMode): JsonObject {
  const { extension_number, skill_level } = kindOf('agents').fields;
  const number = queueFields.extension_number;
  if (extension_number === undefined || skill_level === undefined)
    throw new Error('agents have lost a field');
  const item: JsonObject = {
    description: 'An agent: the extension number, quoted, or `{ extension_number, skill_level }`.',
    type: ['string', 'object'],
    pattern: `^(?:${number.pattern})$`,
    ...(isChecked(mode) ? { patternTitle: number.patternTitle } : {}),
    properties: {
      extension_number: fieldSchema(extension_number, mode, true),
      skill_level: fieldSchema(skill_level, mode, false),
    },
    required: ['extension_number'],
    additionalProperties: false,
  };
  return {
    description: 'Agents, in order.',
    type: ['array', 'null'],
    items: orVariable(item, mode),
  };
}
