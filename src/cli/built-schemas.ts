/** What the build compiles: every schema that a file is held against. */

import { writeFileSync } from 'node:fs';
import { ENVIRONMENTS_CHECK, PROJECT_CHECK } from '../config/check.ts';
import { SCENARIO_CHECK } from '../scenario/load.ts';
import { builtSchemaUrl } from '../source/built-schema.ts';
import { schemaModule } from '../source/compile-schema.ts';
import { FORMATS } from '../source/formats.ts';
import { PLAN_FILE_CHECK } from './saved-plan.ts';

export function writeBuiltSchemas(): void {
  for (const { name, schema } of [PROJECT_CHECK, ENVIRONMENTS_CHECK, SCENARIO_CHECK, PLAN_FILE_CHECK]) {
    writeFileSync(builtSchemaUrl(name), schemaModule(schema(), FORMATS));
  }
}
