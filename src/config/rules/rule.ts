/** What a check between resources is given, and what it may say. */

import type { JsonObject } from '../../model/json.ts';
import type { Problem } from '../problems.ts';
import type { Resources } from '../resources.ts';
import type { SourceMap } from '../source-map.ts';

export interface RuleInput extends Resources {
  /** The whole project, with variables replaced. */
  project: JsonObject;
  map: SourceMap;
}

export type Rule = (input: RuleInput) => Iterable<Problem>;
