/** `extra` is for fields that this schema does not know; those that it knows are checked where they belong. */

import { PROMPT_FILES } from '../../kinds/queue-prompts.ts';
import { fieldFacts, isReported, LIST_KINDS } from '../../kinds/registry.ts';
import { mapAt, type ResolvedObject } from '../resources.ts';
import type { Rule } from './rule.ts';

/** Words of the file and of the API that are no fields to be set. */
const RESERVED = new Set([
  ...LIST_KINDS.map(({ section }) => section),
  'lifecycle',
  'extra',
  ...PROMPT_FILES,
]);

export const extraFields: Rule = function* ({ objects, map }) {
  for (const object of objects) {
    for (const owner of object.owners) {
      const extra = mapAt(owner, 'extra');
      for (const name of map.namesOf(extra)) {
        const hint = hintOf(object, name);
        if (hint === undefined) continue;
        yield {
          code: 'CQ210',
          at: map.keyPlace(extra, name),
          address: object.address,
          summary: `${name} cannot be in extra: it is a field that cqctl knows`,
          hint,
        };
      }
    }
  }
};

function hintOf({ kind }: ResolvedObject, name: string): string | undefined {
  if (isReported(kind, name)) return 'delete it: the PBX reports it, and it cannot be set';
  const isKnown = fieldFacts(kind, name) !== undefined || RESERVED.has(name);
  return isKnown ? `write it directly, beside \`extra\`` : undefined;
}
