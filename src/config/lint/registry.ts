/** All lint rules: warnings, unless --strict. Each is a file; adding one is a file and a line here. */

import type { Rule } from '../rules/rule.ts';
import { forwardLoops } from './forward-loops.ts';
import { forwardWithoutNumber } from './forward-without-number.ts';
import { inertFields, inertNumbers } from './inert-fields.ts';
import { inertSkillLevels } from './inert-skill-levels.ts';
import { oneSkillGroup } from './one-skill-group.ts';
import { ownNumber } from './own-number.ts';
import { blanksAroundNames, sameNames } from './shown-names.ts';
import { unreachableTimes } from './unreachable-times.ts';
import { unstaffedQueue } from './unstaffed-queue.ts';

export const LINT_RULES: readonly Rule[] = [
  inertFields,
  inertNumbers,
  inertSkillLevels,
  unreachableTimes,
  unstaffedQueue,
  forwardWithoutNumber,
  forwardLoops,
  oneSkillGroup,
  ownNumber,
  blanksAroundNames,
  sameNames,
];
