/**
 * The facts about fields as JSON Schema.
 *
 * There are four versions. `published` is for editors and for people: wherever something other than free text is wanted,
 * a text with `${…}` is allowed too. `written` is the same for an environment, which lays parts over other files: there,
 * what is missing is no mistake. The checks use the other two, which have words for patterns, and units, that a published schema
 * has no place for: `resolved`, what holds once variables are replaced, and `overlay`, an environment as it is written.
 */

import type { FieldSpec, Fields, ValueSpec } from '../kinds/field.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { VARIABLE_NAME } from './expression.ts';

export type SchemaMode = 'published' | 'written' | 'resolved' | 'overlay';

/** Used to check a project, not published. */
export function isChecked(mode: SchemaMode): boolean {
  return mode === 'resolved' || mode === 'overlay';
}

/** Of something that is laid over something else. */
export function isPart(mode: SchemaMode): boolean {
  return mode === 'written' || mode === 'overlay';
}

/** Of text that a variable makes: not checked before it is replaced. */
const VARIABLE_REFERENCE = { $ref: '#/$defs/variable' };

export const VARIABLE_SCHEMA: JsonObject = {
  type: 'string',
  // Behind another `$` it would be text; blanks inside are fine. As `parseExpressions` reads it.
  pattern: `(^|[^$])\\$\\{\\s*(var|env)\\.${VARIABLE_NAME}\\s*\\}`,
  description: 'A variable, `${var.NAME}` or `${env.CQCTL_VAR_NAME}`. Alone in a value it keeps its type.',
};

/** The schema, or a variable in its place. */
export function orVariable(schema: JsonObject, mode: SchemaMode): JsonObject {
  if (mode === 'resolved') return schema;
  const { description, default: fallback, examples, ...rest } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(examples === undefined ? {} : { examples }),
    anyOf: [rest, VARIABLE_REFERENCE],
  };
}

/** `null` is as good as not written, save for what has to be there. */
export function fieldSchema(spec: FieldSpec, mode: SchemaMode, isNeeded: boolean): JsonObject {
  const schema: JsonObject = {
    ...describe(spec),
    ...valueSchema(spec, mode, !isNeeded),
    ...(spec.examples === undefined ? {} : { examples: [...spec.examples] as Json[] }),
  };
  return isFreeText(spec) ? schema : orVariable(schema, mode);
}

function isFreeText(spec: ValueSpec): boolean {
  return (
    spec.type === 'string' &&
    spec.enum === undefined &&
    spec.pattern === undefined &&
    spec.canonical === undefined &&
    spec.maxLength === undefined
  );
}

function describe(spec: FieldSpec): JsonObject {
  const lines = [spec.description];
  if (spec.type === 'string' && spec.enum !== undefined && spec.enumDescriptions !== undefined) {
    lines.push(
      '',
      ...spec.enum.map((value, index) => `* \`${value}\`: ${spec.enumDescriptions?.[index] ?? ''}`),
    );
  }
  if (spec.type === 'integer' && spec.unit !== undefined) lines.push('', `In ${spec.unit}.`);
  if (spec.default !== undefined) lines.push('', `Default: \`${String(spec.default)}\`.`);
  return { description: lines.join('\n') };
}

function valueSchema(spec: ValueSpec, mode: SchemaMode, isNullable: boolean): JsonObject {
  const type = (name: string): JsonObject => ({ type: isNullable ? [name, 'null'] : name });
  switch (spec.type) {
    case 'string':
      return { ...type('string'), ...stringSchema(spec, mode, isNullable) };
    case 'integer':
      return {
        ...type('integer'),
        minimum: spec.min,
        maximum: spec.max,
        ...(isChecked(mode) && spec.unit !== undefined ? { unit: spec.unit } : {}),
      };
    case 'boolean':
      return type('boolean');
    case 'object':
      return { ...type('object'), ...objectSchema(spec.fields, mode) };
    case 'list':
      return { ...type('array'), items: valueSchema(spec.item, mode, false) };
  }
}

function stringSchema(
  spec: Extract<ValueSpec, { type: 'string' }>,
  mode: SchemaMode,
  isNullable: boolean,
): JsonObject {
  if (spec.enum !== undefined) return { enum: [...spec.enum, ...(isNullable ? [null] : [])] };
  return {
    ...(spec.minLength === undefined ? {} : { minLength: spec.minLength }),
    ...(spec.maxLength === undefined ? {} : { maxLength: spec.maxLength }),
    ...(spec.pattern === undefined ? {} : { pattern: `^(?:${spec.pattern})$` }),
    ...(isChecked(mode) && spec.patternTitle !== undefined ? { patternTitle: spec.patternTitle } : {}),
    ...(spec.canonical === undefined ? {} : formatSchema(spec.canonical, mode)),
  };
}

/** `language` is no format that JSON Schema knows, so the published one has a pattern for it. */
function formatSchema(canonical: 'language' | 'ipv4' | 'ipv6', mode: SchemaMode): JsonObject {
  if (canonical !== 'language' || isChecked(mode)) return { format: canonical };
  return { pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' };
}

function objectSchema(fields: Fields, mode: SchemaMode): JsonObject {
  const written = Object.entries(fields).filter(([, facts]) => facts.readOnly !== true);
  const needed = isPart(mode) ? [] : written.filter(([, facts]) => facts.required).map(([name]) => name);
  return {
    properties: Object.fromEntries(
      written.map(([name, facts]) => [name, fieldSchema(facts, mode, facts.required === true)]),
    ),
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: false,
  };
}
