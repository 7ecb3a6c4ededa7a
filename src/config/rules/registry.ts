/** All checks between resources. Each is a file; adding one is a file and a line here. */

import { definedLists, distinctAgents } from './agent-lists.ts';
import { extraFields } from './extra-fields.ts';
import { ignoredChanges } from './ignored-changes.ts';
import { moves } from './moves.ts';
import { promptNames } from './prompt-names.ts';
import { removals } from './removals.ts';
import type { Rule } from './rule.ts';
import { serverAddress } from './server-address.ts';
import { uniqueKeys } from './unique-keys.ts';

/** What these find is wrong whatever else there is. */
export const RULES: readonly Rule[] = [
  uniqueKeys,
  serverAddress,
  distinctAgents,
  extraFields,
  removals,
  promptNames,
];

/** What these do not find may be in a file that cannot be parsed. */
export const WHOLE_RULES: readonly Rule[] = [definedLists, ignoredChanges, moves];
