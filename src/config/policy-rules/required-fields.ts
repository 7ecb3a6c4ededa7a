/** `policy.required_fields`: what every resource of a kind has to write, itself or by `defaults`. */

import { mapAt } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';

export const requiredFields: Rule = function* ({ project, objects }) {
  const required = mapAt(mapAt(project, 'policy'), 'required_fields');
  for (const [kind, list] of Object.entries(required)) {
    const names = new Set(Array.isArray(list) ? list : []);
    for (const { kind: own, address, fields, keyPlace } of objects) {
      if (own !== kind) continue;
      for (const name of names) {
        if (typeof name !== 'string' || fields.has(name)) continue;
        yield {
          code: 'CQ416',
          at: keyPlace,
          address,
          summary: `${address} does not write ${name}, which policy.required_fields demands`,
          hint: `write ${name} here, or for every ${kind} under defaults`,
        };
      }
    }
  }
};
