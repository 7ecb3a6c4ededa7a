/**
 * Variables from outside that nothing declares or uses. A `--var` is a slip of the pen and an error; CQCTL_VAR_ may be meant
 * for another project in the same shell, and is a warning.
 */

import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { hasExpression } from '../source/expression.ts';
import { nearestName } from '../source/nearest.ts';
import type { Problem, Problems } from '../source/problems.ts';
import { VARIABLE_PREFIX } from './environment-permission.ts';
import { parseExpressions } from './expression.ts';

export interface GivenVariables {
  given: { readonly [name: string]: string };
  processEnv: { readonly [name: string]: string | undefined };
  /** Names that the resolved document asked for. */
  used: ReadonlySet<string>;
  /** Declared in the chosen environment or outside of any. */
  declared: JsonObject;
  /** All files, with every environment. */
  root: JsonObject;
}

export function checkGivenVariables(
  { given, processEnv, used, declared, root }: GivenVariables,
  problems: Problems,
): void {
  const unknown = Object.keys(given).filter((name) => !used.has(name) && !Object.hasOwn(declared, name));
  if (unknown.length === 0) return;
  const elsewhere = namesInEnvironments(root);
  const names = new Set([...Object.keys(declared), ...used, ...elsewhere]);
  for (const name of unknown) {
    if (elsewhere.has(name)) continue;
    const nearest = nearestName(name, names);
    const isOption = processEnv[VARIABLE_PREFIX + name] !== given[name];
    const problem: Problem = {
      code: isOption ? 'CQ123' : 'CQ311',
      summary: `${isOption ? '--var ' : VARIABLE_PREFIX}${name}: the project neither declares nor uses a variable of that name`,
      hint:
        nearest === undefined
          ? `use it as \${var.${name}}, or ${isOption ? 'leave the option out' : 'unset it'}`
          : `did you mean ${isOption ? '' : VARIABLE_PREFIX}${nearest}?`,
    };
    if (isOption) problems.error(problem);
    else problems.warn(problem);
  }
}

/** Declared or used in an environment that is not the chosen one. */
function namesInEnvironments(root: JsonObject): Set<string> {
  const names = new Set<string>();
  const seen = new Set<object>();
  const visit = (value: Json): void => {
    if (typeof value === 'string') {
      if (!hasExpression(value)) return;
      for (const piece of parseExpressions(value)) {
        if (piece.type === 'var') names.add(piece.name);
        if (piece.type === 'env' && piece.name.startsWith(VARIABLE_PREFIX))
          names.add(piece.name.slice(VARIABLE_PREFIX.length));
      }
      return;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const item of Object.values(value)) visit(item);
  };
  const environments = root['environments'];
  if (!isObject(environments)) return names;
  visit(environments);
  for (const environment of Object.values(environments)) {
    const variables = isObject(environment) ? environment['variables'] : undefined;
    if (isObject(variables)) for (const name of Object.keys(variables)) names.add(name);
  }
  return names;
}
