/**
 * The JSON Schema of project files, built from the facts in `kinds`: published for editors, and in stricter versions what
 * a project is checked with. See `schema-fields.ts` for the versions.
 */

import type { ObjectKind } from '../kinds/kind.ts';
import { LIST_KINDS, listOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { JsonObject } from '../model/json.ts';
import { orList } from '../source/nearest.ts';
import { VARIABLE_NAME } from './expression.ts';
import { isChecked, orVariable, type SchemaMode, VARIABLE_SCHEMA } from './schema-fields.ts';
import { capitalize, defaultsSchema, listSchema, resourceSchema, SCHEMA_KINDS } from './schema-resources.ts';
import { policySchema, routingSchema, stateSchema, targetSchema } from './schema-settings.ts';

/** Draft 2020-12; published as `schemas/cqctl.schema.json`. */
export function projectSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'cqctl project',
    description:
      'Call queues as code. An included file has the same shape, without target, state, include and environments.',
    type: 'object',
    properties: {
      version: { description: 'The version of this format.', const: 1 },
      target: targetSchema('published'),
      state: stateSchema('published'),
      include: INCLUDE,
      environments: {
        description: 'Chosen with `--env NAME` and merged over this file. Each has a state of its own.',
        type: ['object', 'null'],
        propertyNames: { pattern: ENVIRONMENT_NAME },
        additionalProperties: environmentShape('written'),
      },
      ...sections('published'),
    },
    additionalProperties: false,
    $defs: { variable: VARIABLE_SCHEMA },
  };
}

/** The whole project with variables replaced and the environment merged. */
export function resolvedSchema(): JsonObject {
  return {
    type: 'object',
    properties: {
      version: { const: 1 },
      include: INCLUDE,
      target: targetSchema('resolved'),
      state: stateSchema('resolved'),
      ...sections('resolved'),
    },
    additionalProperties: false,
  };
}

/** The environments as they are written, chosen or not. */
export function environmentsSchema(): JsonObject {
  return {
    type: ['object', 'null'],
    propertyNames: { pattern: ENVIRONMENT_NAME },
    additionalProperties: environmentShape('overlay'),
    $defs: { variable: VARIABLE_SCHEMA },
  };
}

/** They are part of file names. */
const ENVIRONMENT_NAME = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';

const INCLUDE: JsonObject = {
  description:
    'More files, by path from the folder of this one; `*`, `**` and `?` match. They are read in the order of their names.',
  type: ['array', 'null'],
  items: { type: 'string', minLength: 1, maxLength: 4096 },
};

/** 1 to 64 printable characters, blanks not at the ends. */
const KEY = '^[^\\s\\p{C}](?:[^\\p{C}]{0,62}[^\\s\\p{C}])?$';

function keyed(description: string, schema: JsonObject): JsonObject {
  return {
    description,
    type: ['object', 'null'],
    propertyNames: { pattern: KEY },
    additionalProperties: schema,
  };
}

function environmentShape(mode: SchemaMode): JsonObject {
  return {
    description: `Merged over the project file: sections, ${SCHEMA_KINDS.map(({ section }) => asWords(section)).join(', ')}, \`lifecycle\` and \`extra\` key by key, everything else whole. \`null\` takes one field of the project away.`,
    type: ['object', 'null'],
    properties: { target: targetSchema(mode), state: stateSchema(mode), ...sections(mode) },
    additionalProperties: false,
  };
}

function sections(mode: SchemaMode): JsonObject {
  return {
    variables: {
      description: 'Used as `${var.NAME}`; `--var NAME=VALUE` and CQCTL_VAR_NAME set them otherwise.',
      type: ['object', 'null'],
      propertyNames: { pattern: `^${VARIABLE_NAME}$` },
    },
    routing: routingSchema(mode),
    defaults: {
      description: `Fields for ${SCHEMA_KINDS.map(({ section }) => `all ${asWords(section)}`).join(' and ')}. What a default gives is managed like what is written.`,
      type: ['object', 'null'],
      properties: Object.fromEntries(SCHEMA_KINDS.map((kind) => [kind.name, defaultsSchema(kind, mode)])),
      additionalProperties: false,
    },
    policy: policySchema(mode),
    moved: {
      description: 'Keys that were renamed. Without it cqctl finds the move by itself.',
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: { from: addressSchema(mode), to: addressSchema(mode) },
        required: ['from', 'to'],
        additionalProperties: false,
      },
    },
    removed: {
      description: 'Addresses to stop managing; what they name stays on the PBX.',
      type: ['array', 'null'],
      items: addressSchema(mode),
    },
    ...Object.fromEntries(OBJECT_KINDS.flatMap((kind) => objectSections(kind, mode))),
  };
}

/** The section of a kind, behind that of the lists that its objects can name. */
function objectSections(kind: ObjectKind, mode: SchemaMode): [string, JsonObject][] {
  const list = listOf(kind.name);
  const title = `${capitalize(kind.title)}s, each by a key of your choice.`;
  const section: [string, JsonObject] = [kind.section, keyed(title, resourceSchema(kind, mode))];
  if (list === undefined) return [section];
  const shared = `Lists of ${list.section} that ${asWords(kind.section)} name.`;
  return [[list.sharedSection, keyed(shared, listSchema(list, mode))], section];
}

function asWords(section: string): string {
  return section.replaceAll('_', ' ');
}

function addressSchema(mode: SchemaMode): JsonObject {
  const kinds = [...SCHEMA_KINDS, ...LIST_KINDS].map(({ name }) => name);
  return orVariable(
    {
      description: `An address: ${orList(kinds.map((name) => `\`${name}.KEY\``))}.`,
      type: 'string',
      pattern: `^(${kinds.join('|')})\\..+$`,
      ...(isChecked(mode)
        ? { patternTitle: `an address: ${orList(kinds.map((name) => `${name}.KEY`))}` }
        : {}),
    },
    mode,
  );
}
