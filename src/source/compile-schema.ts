/** From a schema to a function that checks, or to the text of a module that has it: the one place that knows ajv's options. */

import { _, Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { JsonObject } from '../model/json.ts';
import type { Formats } from './formats.ts';

function prepare(schema: JsonObject, formats: Formats, isText: boolean) {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    allowUnionTypes: true,
    strictRequired: false,
    ownProperties: true,
    validateSchema: false,
    ...(isText ? { code: { source: true, formats: _`formats` } } : {}),
  });
  // For the words of messages only.
  for (const keyword of ['patternTitle', 'unit']) ajv.addKeyword(keyword);
  for (const [name, holds] of Object.entries(formats)) ajv.addFormat(name, holds);
  return { ajv, validate: ajv.compile(schema) };
}

export function compileSchema(schema: JsonObject, formats: Formats): ValidateFunction {
  return prepare(schema, formats, false).validate;
}

/** A module whose default export makes the function, given the formats. */
export function schemaModule(schema: JsonObject, formats: Formats): string {
  const { ajv, validate } = prepare(schema, formats, true);
  return `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
export default (formats) => {
const module = { exports: {} };
${standalone.default(ajv, validate)}
return module.exports;
};
`;
}
