/** Commands for editors and shells. */

import { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { readCommandLine } from './command-line.ts';
import { examples, type MakeTask, TEXT } from './declaration.ts';
import { SCHEMA_NAMES } from './schema-names.ts';

export function declareToolCommands(program: Command, task: MakeTask): void {
  program
    .command('schema')
    .argument('[name]', `one of ${SCHEMA_NAMES.join(', ')} (default: cqctl, the project file)`)
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
        const { runCompletion } = await import('./completion/completion.ts');
        return (invocation) => runCompletion(invocation, shell);
      }),
    );

  program
    .command('help')
    .argument('[command...]', 'as in state mv')
    .description('print the help of a command')
    .addHelpText('after', examples('help plan', 'help state mv'))
    .action(async (words: string[]) => {
      const { command, args } = readCommandLine(program, words);
      const [unknown] = args;
      if (unknown === undefined) return command.help();
      const { suggest } = await import('./suggestion.ts');
      const names = command.commands.map((child) => child.name());
      throw new UsageError(`there is no command ${JSON.stringify(words.join(' '))}`, suggest(unknown, names));
    });

  program.addCommand(
    new Command('__complete')
      .argument('[words...]')
      .allowUnknownOption()
      .helpOption(false)
      .exitOverride()
      .action(
        task('__complete', TEXT, async (words: string[]) => {
          const { runComplete } = await import('./completion/complete.ts');
          return (invocation) => runComplete(invocation, program, words);
        }),
      ),
    { hidden: true },
  );
}
