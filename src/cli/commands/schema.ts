import { projectSchema } from '../../config/schema.ts';
import { UsageError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { eventsSchema } from '../../report/schemas/events.ts';
import { planSchema } from '../../report/schemas/plan.ts';
import { stateSchema } from '../../report/schemas/state.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

const SCHEMAS: { readonly [name: string]: () => JsonObject } = {
  cqctl: projectSchema,
  plan: planSchema,
  events: eventsSchema,
  state: stateSchema,
};

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
