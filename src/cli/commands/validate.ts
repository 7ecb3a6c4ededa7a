import { ALL, type Declare, examples } from '../declaration.ts';

export const declareValidate: Declare = (program, implement) =>
  implement(
    program
      .command('validate')
      .description('check schema, references, rules and lint; offline')
      .option('--strict', 'warnings are errors')
      .option(...ALL)
      .addHelpText(
        'after',
        examples('validate', 'validate --strict --format json', 'validate -f calls --env prod'),
      ),
    { text: true, json: ['validation', 'fleet'], sarif: true, github: true, junit: true },
    async (options: { strict?: boolean; all?: boolean }) => {
      const { validateProject } = await import('../project/validate.ts');
      const { perEnvironment } = await import('../fleet/per-environment.ts');
      return perEnvironment('validate', validateProject, { ...options, isOffline: true });
    },
    { takesFleet: true },
  );
