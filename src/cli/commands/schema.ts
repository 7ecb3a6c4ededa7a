import { UsageError } from '../../model/errors.ts';
import { type Declare, examples } from '../declaration.ts';
import { SCHEMA_NAMES, SCHEMAS } from '../schemas.ts';

export const declareSchema: Declare = (program, implement) =>
  implement(
    program
      .command('schema')
      .argument('[name]', `one of ${SCHEMA_NAMES.join(', ')} (default: cqctl, the project file)`)
      .description('print a JSON Schema')
      .addHelpText('after', examples('schema > cqctl.schema.json', 'schema plan')),
    // A schema is as the specification of JSON Schema says, and as none of ours.
    { json: [], text: true },
    async (name = 'cqctl') => {
      const known = SCHEMA_NAMES.find((each) => each === name);
      if (known === undefined) {
        throw new UsageError(`there is no schema ${JSON.stringify(name)}`, {
          hint: `the schemas are: ${SCHEMA_NAMES.join(', ')}`,
        });
      }
      const { emit } = await import('../output/emit.ts');
      const { EXIT } = await import('../run/exit-codes.ts');
      return async (invocation) => {
        const text = `${JSON.stringify(await SCHEMAS[known](), null, 2)}\n`;
        await emit(invocation, { text: () => text, json: () => text });
        return EXIT.done;
      };
    },
  );
