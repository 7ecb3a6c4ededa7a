/** The script that a shell loads, and what the script asks for the words that could stand where the cursor is. */

import { Command } from 'commander';
import { type Declare, examples } from '../declaration.ts';

export const declareCompletion: Declare = (program, implement) =>
  implement(
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
      ),
    { text: true },
    async (shell: string) => {
      const { runCompletion } = await import('../completion/completion.ts');
      return (invocation) => runCompletion(invocation, shell);
    },
  );

export const declareComplete: Declare = (program, implement) => {
  const complete = new Command('__complete')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .exitOverride();
  program.addCommand(complete, { hidden: true });
  implement(complete, { text: true }, async (words: string[]) => {
    const { runComplete } = await import('../completion/complete.ts');
    return (invocation) => runComplete(invocation, program, words);
  });
};
