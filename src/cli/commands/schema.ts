import { UsageError } from '../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { SCHEMA_NAMES } from '../schema-names.ts';
import { SCHEMAS } from '../schemas.ts';

export async function runSchema(invocation: Invocation, name = 'cqctl'): Promise<ExitCode> {
  const known = SCHEMA_NAMES.find((each) => each === name);
  if (known === undefined) {
    throw new UsageError(`there is no schema ${JSON.stringify(name)}`, {
      hint: `the schemas are: ${SCHEMA_NAMES.join(', ')}`,
    });
  }
  const text = `${JSON.stringify(SCHEMAS[known](), null, 2)}\n`;
  await emit(invocation, { text: () => text, json: () => text });
  return EXIT.done;
}
