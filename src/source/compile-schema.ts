/** From a schema to a function that checks: the one place that knows ajv's options. */

import { Ajv2020, type CodeOptions } from 'ajv/dist/2020.js';
import type { Formats } from './formats.ts';

/** `code`: of the build, which wants the text of the function. */
export function createAjv(formats: Formats, code: CodeOptions = {}): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    allowUnionTypes: true,
    strictRequired: false,
    ownProperties: true,
    validateSchema: false,
    code,
  });
  // For the words of messages only.
  for (const keyword of ['patternTitle', 'unit']) ajv.addKeyword(keyword);
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  return ajv;
}
