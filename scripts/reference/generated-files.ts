/** The files that are written from the facts in the code: `npm run gen` writes them, a test compares them. */

import { SCHEMAS } from '../../src/cli/schemas.ts';
import { diagnosticsReference } from './diagnostics-reference.ts';
import { fieldReference } from './field-reference.ts';

/** Path from the repository's root to text. */
export function generatedFiles(): { [path: string]: string } {
  return {
    ...Object.fromEntries(
      Object.entries(SCHEMAS).map(([name, schema]) => [`schemas/${name}.schema.json`, asJson(schema())]),
    ),
    'docs/fields.md': fieldReference(),
    'docs/diagnostics.md': diagnosticsReference(),
  };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
