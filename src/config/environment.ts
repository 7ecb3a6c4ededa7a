/** Lays the chosen environment over the project. */

import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { suggest } from '../source/nearest.ts';
import type { SourceMap } from '../source/source-map.ts';
import { type AssembleContext, overlay, without } from './assemble.ts';
import { mapAt } from './resources.ts';

export interface Chosen {
  root: JsonObject;
  /** Whether the environment itself says where its state is. */
  hasOwnState: boolean;
}

/** Undefined, with a problem, when there is no such environment: all else would be about the wrong PBX. */
export function applyEnvironment(
  root: JsonObject,
  name: string | undefined,
  { map, problems, isWhole }: AssembleContext & { isWhole: boolean },
): Chosen | undefined {
  const environments = root['environments'] ?? null;
  const base = without(root, ['environments'], map);
  if (name === undefined) return { root: base, hasOwnState: false };
  const names = isObject(environments) ? map.namesOf(environments) : [];
  if (!isObject(environments) || !Object.hasOwn(environments, name)) {
    problems.error({
      code: 'CQ119',
      at: map.keyPlace(root, 'environments'),
      summary: `there is no environment ${JSON.stringify(name)} in this project`,
      hint: names.length === 0 ? 'add it under `environments`, or leave out --env' : suggest(name, names),
    });
    return undefined;
  }
  const environment = environments[name] ?? null;
  if (environment === null) {
    problems.error({
      code: 'CQ219',
      at: map.keyPlace(environments, name),
      summary: `the environment ${JSON.stringify(name)} is empty`,
      hint: 'write its target, or {} if it is like the project but for its state',
    });
    return undefined;
  }
  if (!isObject(environment)) return { root: base, hasOwnState: false };
  const state = environment['state'];
  const hasOwnState =
    isObject(state) && ['path', 'address', 'name'].some((key) => typeof state[key] === 'string');
  const laid = overlay(base, environment, map);
  if (!isWhole) dropStrays(laid, base, map);
  return { root: laid, hasOwnState };
}

/** What lies over nothing is meant for a file that could not be read, most likely, and lacks all that stands there. */
function dropStrays(laid: JsonObject, base: JsonObject, map: SourceMap): void {
  for (const section of ['servers', 'queues', 'defaults']) {
    const [entries, known] = [mapAt(laid, section), mapAt(base, section)];
    const strays = Object.keys(entries).filter((name) => !Object.hasOwn(known, name));
    if (strays.length > 0) laid[section] = without(entries, strays, map);
  }
}
