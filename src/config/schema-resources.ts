/** Objects and lists as JSON Schema: the fields of the API and what a file adds to them. */

import { EXTENSION_NUMBER } from '../kinds/extension-number.ts';
import type { FieldSpec, PromptFacts } from '../kinds/field.ts';
import type { ListKind, ObjectKind } from '../kinds/kind.ts';
import { kindOf, listOf, OBJECT_KINDS, writableFields } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import { fieldSchema, isChecked, isPart, orVariable, type SchemaMode } from './schema-fields.ts';

/** As the schema names them: what runs on another kind before that. */
export const SCHEMA_KINDS: readonly ObjectKind[] = OBJECT_KINDS.toReversed();

/** Fields that the API needs on create and that have to be written, for nothing can stand in for them. */
export function neededFields(kind: KindName): string[] {
  const { fields, createDefaults } = kindOf(kind);
  const given = createDefaults('');
  return Object.keys(fields).filter((name) => fields[name]?.required === true && !Object.hasOwn(given, name));
}

/** What tells objects apart is no default. */
export function fieldsWithoutDefault(kind: KindName): string[] {
  const { naturalKey, needsOneOf = [] } = kindOf(kind);
  return ['name', naturalKey, ...needsOneOf];
}

/** All names that can stand in an object, in the order in which they are written. */
export function configFields(kind: KindName): string[] {
  const { fields } = kindOf(kind);
  const list = listOf(kind);
  const names = writableFields(kind).flatMap((name) => {
    const prompt = fields[name]?.prompt;
    return prompt === undefined ? [name] : [prompt.file, name];
  });
  return list === undefined ? names : [...names, list.section];
}

/** What `ignore_changes` can name: all but what tells one object from another, for a changed one is another object. */
export function ignorableFields(kind: KindName): string[] {
  return configFields(kind).filter((name) => name !== kindOf(kind).naturalKey);
}

export function resourceSchema(kind: ObjectKind, mode: SchemaMode): JsonObject {
  const needed = isPart(mode) ? [] : neededFields(kind.name);
  return {
    description: `A ${kind.title}. Fields that are not written are left as they are on the PBX.`,
    type: isPart(mode) ? ['object', 'null'] : 'object',
    properties: propertiesOf(kind, mode),
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: false,
  };
}

export function defaultsSchema(kind: ObjectKind, mode: SchemaMode): JsonObject {
  const properties = propertiesOf(kind, mode);
  for (const name of fieldsWithoutDefault(kind.name)) delete properties[name];
  return {
    description: `What every ${kind.name} has unless it says otherwise. A field that is \`null\` in ${kind.withArticle} has no default there.`,
    type: ['object', 'null'],
    properties,
    additionalProperties: false,
  };
}

function propertiesOf({ name: kind, fields }: ObjectKind, mode: SchemaMode): JsonObject {
  const properties: JsonObject = {};
  const needed = neededFields(kind);
  const list = listOf(kind);
  for (const [name, facts] of Object.entries(fields)) {
    if (facts.readOnly === true) continue;
    if (facts.prompt !== undefined) properties[facts.prompt.file] = promptFileSchema(facts.prompt, name);
    properties[name] = fieldSchema(facts, mode, needed.includes(name) && !isPart(mode));
  }
  if (list !== undefined) properties[list.section] = ownListSchema(list, mode);
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

function lifecycleSchema(kind: KindName, mode: SchemaMode): JsonObject {
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

function ownListSchema(list: ListKind, mode: SchemaMode): JsonObject {
  const { items = true } = listSchema(list, mode);
  return {
    description: `${list.purpose}: the name of a list in \`${list.sharedSection}\`, or a list written here. The ${list.parent} then owns its whole list; without this key the list is left alone.`,
    type: ['string', 'array', 'null'],
    minLength: 1,
    items,
  };
}

export function listSchema(list: ListKind, mode: SchemaMode): JsonObject {
  const { name: kind, section, fields, naturalKey, itemTitle } = list;
  const names = writableFields(kind);
  const item: JsonObject = {
    description: `${itemTitle}: the ${naturalKey.replace('_', ' ')}, quoted, or \`{ ${names.join(', ')} }\`.`,
    type: ['string', 'object'],
    pattern: `^(?:${EXTENSION_NUMBER.pattern})$`,
    ...(isChecked(mode) ? { patternTitle: EXTENSION_NUMBER.patternTitle } : {}),
    properties: Object.fromEntries(
      names.map((name) => [name, fieldSchema(fields[name] as FieldSpec, mode, name === naturalKey)]),
    ),
    required: [naturalKey],
    additionalProperties: false,
  };
  return {
    description: `${capitalize(section)}, in order.`,
    type: ['array', 'null'],
    items: orVariable(item, mode),
  };
}

/** With a capital letter in front. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
