/** From a schema to the text of a module that checks by it. */

import { _ } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';

/** What ajv has to be told when it is made. */
export const CODE = { source: true, formats: _`formats` };

/** The default export of the module makes the function, given the formats. */
export function schemaModule(ajv, schema) {
  return `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
export default (formats) => {
const module = { exports: {} };
${standalone.default(ajv, ajv.compile(schema))}
return module.exports;
};
`;
}
