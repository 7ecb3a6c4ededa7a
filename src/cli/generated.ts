/** The files that are written from the facts in the code: `npm run gen` writes them, a test compares them. */

import { fieldReference } from '../config/field-reference.ts';
import { projectSchema } from '../config/schema.ts';
import { diagnosticsReference } from '../report/diagnostics-reference.ts';
import { eventsSchema } from '../report/schemas/events.ts';
import { planSchema } from '../report/schemas/plan.ts';
import { stateSchema } from '../report/schemas/state.ts';

/** Path from the repository's root to text. */
export function generatedFiles(): { [path: string]: string } {
  return {
    'schemas/cqctl.schema.json': asJson(projectSchema()),
    'schemas/plan.schema.json': asJson(planSchema()),
    'schemas/state.schema.json': asJson(stateSchema()),
    'schemas/events.schema.json': asJson(eventsSchema()),
    'docs/fields.md': fieldReference(),
    'docs/diagnostics.md': diagnosticsReference(),
  };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
