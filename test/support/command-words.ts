/** Every command with a plausible word for each of its arguments, from the declarations themselves. */

import type { Command, Option } from 'commander';
import { createProgram } from '../../src/cli/program.ts';

export interface DeclaredCommand {
  /** As in `state mv`. */
  name: string;
  /** The words of the name. */
  path: string[];
  /** These, and a word for each argument that the command has to have. */
  words: string[];
  args: readonly { name: string; required: boolean; word: string }[];
  /** Those that take a value, its own and the common ones. */
  options: readonly Option[];
}

const PLAUSIBLE: { readonly [argument: string]: string } = {
  shell: 'bash',
  what: 'queues',
  status: 'READY',
  agent: '2001',
  address: 'queue.a',
  from: 'queue.a',
  to: 'queue.b',
};

export function declaredCommands(): DeclaredCommand[] {
  const program = createProgram('0', async () => undefined);
  const takesValue = ({ required }: Option) => required;
  const list = (command: Command, path: readonly string[]): DeclaredCommand[] =>
    command.commands.flatMap((child) => {
      if (child.name().startsWith('__')) return [];
      const own = [...path, child.name()];
      if (child.commands.length > 0) return list(child, own);
      const args = child.registeredArguments.map((argument) => {
        const name = argument.name();
        return { name, required: argument.required, word: PLAUSIBLE[name] ?? name };
      });
      const needed = args.filter(({ required }) => required).map(({ word }) => word);
      const options = [...child.options, ...program.options].filter(takesValue);
      return [{ name: own.join(' '), path: own, words: [...own, ...needed], args, options }];
    });
  return list(program, []);
}
