/** What a check between resources is given, and what it may say. */

import type { JsonObject } from '../../model/json.ts';
import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import type { Resources } from '../resources.ts';

export interface RuleInput extends Resources {
  /** The whole project, with variables replaced. */
  project: JsonObject;
  map: SourceMap;
}

export type Rule = (input: RuleInput) => Iterable<Problem>;
