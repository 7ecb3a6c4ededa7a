/** All that is fuzzed. */

import type { Subject } from './campaign.ts';
import { ANSWERS } from './subjects/answers.ts';
import { BUILT } from './subjects/built.ts';
import { FILES } from './subjects/files.ts';
import { PLANS } from './subjects/plans.ts';
import { PROJECTS } from './subjects/projects.ts';
import { REMOTE } from './subjects/remote.ts';
import { SCENARIOS } from './subjects/scenarios.ts';
import { STATE } from './subjects/state.ts';

export const SUBJECTS: readonly Subject[] = [
  FILES,
  PROJECTS,
  SCENARIOS,
  ANSWERS,
  STATE,
  REMOTE,
  PLANS,
  BUILT,
];
