/** A prompt is a local file or the id of one on the PBX, not both. */

import { PROMPT_FIELDS, promptFields } from '../../kinds/queue-prompts.ts';
import { isObject } from '../../model/json.ts';
import type { Problem } from '../../source/problems.ts';
import { mapAt } from '../resources.ts';
import type { Rule } from './rule.ts';

export const promptNames: Rule = function* ({ objects, project, map }) {
  const owners = objects.map(({ own, address }) => ({ owner: own, address }));
  const defaults = Object.values(mapAt(project, 'defaults')).filter(isObject);
  for (const { owner, address } of [...defaults.map((owner) => ({ owner, address: undefined })), ...owners]) {
    for (const id of PROMPT_FIELDS) {
      const name = promptFields[id].prompt.file;
      if ((owner[name] ?? null) === null || (owner[id] ?? null) === null) continue;
      yield {
        code: 'CQ355',
        at: map.keyPlace(owner, id),
        summary: `${name} and ${id} are both written`,
        hint: 'delete one of the two',
        address,
      } satisfies Problem;
    }
  }
};
