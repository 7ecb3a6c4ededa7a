/** Commands for editors and shells. */

import { Command } from 'commander';
import { examples, type MakeTask, TEXT } from './declaration.ts';

export function declareToolCommands(program: Command, task: MakeTask): void {
  program
    .command('schema')
    .argument('[name]', 'which; default: the project file')
    .description('print a JSON Schema')
    .addHelpText('after', examples('schema > cqctl.schema.json', 'schema plan'))
    .action(
      task('schema', ['json', 'text'], async (name: string | undefined) => {
        const { runSchema } = await import('./commands/schema.ts');
        return (invocation) => runSchema(invocation, name);
      }),
    );

  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a completion script')
    .addHelpText(
      'after',
      examples(
        'completion bash > /etc/bash_completion.d/cqctl',
        'completion fish > ~/.config/fish/completions/cqctl.fish',
      ),
    )
    .action(
      task('completion', TEXT, async (shell: string) => {
        const { runCompletion } = await import('./commands/completion.ts');
        return (invocation) => runCompletion(invocation, shell);
      }),
    );

  program.addCommand(
    new Command('__complete')
      .argument('[words...]')
      .allowUnknownOption()
      .helpOption(false)
      .exitOverride()
      .action(
        task('__complete', TEXT, async (words: string[]) => {
          const { runComplete } = await import('./commands/complete.ts');
          return (invocation) => runComplete(invocation, program, words);
        }),
      ),
    { hidden: true },
  );
}
