import { UsageError } from '../../model/errors.ts';
import { readCommandLine } from '../command-line.ts';
import { type Declare, examples } from '../declaration.ts';

export const declareHelp: Declare = (program) => {
  program
    .command('help')
    .argument('[command...]', 'as in state mv')
    .description('print the help of a command')
    .addHelpText('after', examples('help plan', 'help state mv'))
    .action(async (words: string[]) => {
      const { command, args } = readCommandLine(program, words);
      const [unknown] = args;
      if (unknown === undefined) return command.help();
      const { suggest } = await import('../suggestion.ts');
      const names = command.commands.map((child) => child.name());
      throw new UsageError(`there is no command ${JSON.stringify(words.join(' '))}`, suggest(unknown, names));
    });
};
