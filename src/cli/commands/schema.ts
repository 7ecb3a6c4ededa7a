import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { SCHEMAS } from '../schemas.ts';

export async function runSchema(invocation: Invocation, name = 'cqctl'): Promise<ExitCode> {
  const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (schema === undefined) {
    throw new UsageError(`there is no schema ${JSON.stringify(name)}`, {
      hint: `the schemas are: ${Object.keys(SCHEMAS).join(', ')}`,
    });
  }
  invocation.output.out(`${JSON.stringify(schema(), null, 2)}\n`);
  return EXIT.done;
}
