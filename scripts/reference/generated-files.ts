/** The files that are written from the facts in the code: `npm run gen` writes them, a test compares them. */

import { SCHEMAS } from '../../src/cli/schemas.ts';
import { diagnosticsReference } from './diagnostics-reference.ts';
import { fieldReference } from './field-reference.ts';

/** Path from the repository's root to text. */
export async function generatedFiles(): Promise<{ [path: string]: string }> {
  const schemas: [path: string, text: string][] = [];
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    schemas.push([`schemas/${name}.schema.json`, asJson(await schema())]);
  }
  return {
    ...Object.fromEntries(schemas),
    'docs/fields.md': fieldReference(),
    'docs/diagnostics.md': diagnosticsReference(),
  };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
