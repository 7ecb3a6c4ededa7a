/**
 * Refuses a word that is empty, of every option and argument of every command.
 *
 * It is a variable of a shell that has no value. Taken as a path it would be the current folder, also for `destroy`.
 */

import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';

const HINT = 'is a variable of the shell not set? Give a value, or leave it out';

/** `command` is the one that is about to run, with what commander has read for it. */
export function demandNoEmptyWord(command: Command): void {
  // The word that is to be completed may well be empty.
  if (command.name().startsWith('__')) return;
  for (let owner: Command | null = command; owner !== null; owner = owner.parent) {
    for (const option of owner.options) {
      if (isEmpty(owner.getOptionValue(option.attributeName()))) refuse(option.long ?? option.flags);
    }
  }
  for (const [index, value] of command.processedArgs.entries()) {
    if (isEmpty(value)) refuse(command.registeredArguments[index]?.name() ?? 'an argument');
  }
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.includes('') : value === '';
}

function refuse(name: string): never {
  throw new UsageError(`${name} is empty`, { hint: HINT });
}
