/**
 * From a file to a scenario: read, parse, check against the schema, then what a schema cannot say. Knows no config; what
 * the names in it mean is looked up by `bind.ts`.
 */

import { basename, resolve } from 'node:path';
import { DAY_MS } from '../model/day.ts';
import { hasErrors, type Loaded } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { FaultWords } from '../source/fault.ts';
import { displayName } from '../source/file-names.ts';
import { FileScope, type ScopeOptions } from '../source/file-scope.ts';
import { Problems } from '../source/problems.ts';
import { readSource } from '../source/read.ts';
import { parseRootMap } from '../source/root-map.ts';
import { SchemaCheck } from '../source/schema-check.ts';
import { SourceMap } from '../source/source-map.ts';
import { durationAt } from './fields.ts';
import { readAgents } from './read-agents.ts';
import { readExpect } from './read-expect.ts';
import { readCalls, readEvents, readTraffic, type TrafficContext } from './read-traffic.ts';
import type { Scenario } from './scenario.ts';
import { checkedScenarioSchema } from './schema.ts';
import { parseWallClockMs } from './wall-clock.ts';

/** What scenario files end in; the rest is a scenario's name where it gives none. */
export const SCENARIO_SUFFIX = '.scenario.yaml';

const DEFAULT_DURATION_MS = 3_600_000;
/** A century: longer than anybody plans for, and far from where milliseconds lose their last bit. */
const MAX_DURATION_MS = 100 * 366 * DAY_MS;

const WORDS: FaultWords = {
  root: 'the scenario',
  aRoot: 'a scenario',
  sections: new Set(),
  missingHints: { version: 'write `version: 1`', queue: 'add `queue`, by key or extension number' },
  nameRule: () => 'default, or an extension number of 3 to 64 digits',
};

export const SCENARIO_CHECK = new SchemaCheck('scenario', checkedScenarioSchema, WORDS);

export async function loadScenario(
  options: { path: string; cwd: string } & ScopeOptions,
): Promise<Loaded<Scenario>> {
  const problems = new Problems();
  const path = resolve(options.cwd, options.path);
  const name = displayName(options.cwd, path);
  const map = new SourceMap();
  const file = await readSource({ path, name, scope: new FileScope(path, options) }, problems);
  const root = file === undefined ? undefined : parseRootMap(file, { map, problems }, 'a scenario');
  if (root !== undefined) await SCENARIO_CHECK.checkRoot(root, { map, problems });
  // A value of the wrong shape would be read as nothing, and be reported twice.
  const value =
    root === undefined || problems.hasErrors
      ? undefined
      : await read(root, { path, name, cwd: options.cwd }, { map, problems });
  const diagnostics = problems.list(false);
  const { files } = problems;
  return value === undefined || hasErrors(diagnostics)
    ? { diagnostics, files }
    : { value, diagnostics, files };
}

async function read(
  root: JsonObject,
  { path, name, cwd }: { path: string; name: string; cwd: string },
  { map, problems }: { map: SourceMap; problems: Problems },
): Promise<Scenario> {
  const startMs = readStart(root, { map, problems });
  const durationMs = readDuration(root, { map, problems });
  const warmUpMs = durationAt(root, 'warm_up') ?? 0;
  if (warmUpMs >= durationMs && warmUpMs > 0) {
    problems.error({
      code: 'CQ373',
      at: map.valuePlace(root, 'warm_up'),
      summary: 'the warm-up leaves nothing of the scenario',
      hint: 'make it shorter than `duration`',
    });
  }
  const startOfDayMs = startMs === undefined ? undefined : ((startMs % DAY_MS) + DAY_MS) % DAY_MS;
  const context: TrafficContext = {
    map,
    problems,
    startOfDayMs,
    cwd,
    startMs,
    durationMs,
  };
  const introMs = durationAt(root, 'intro') ?? 0;
  const calls = readCalls(root['calls'], { introMs }, context);
  return {
    name: typeof root['scenario'] === 'string' ? root['scenario'] : nameOf(path),
    file: name,
    seed: typeof root['seed'] === 'number' ? root['seed'] : 1,
    startOfDayMs,
    durationMs,
    warmUpMs,
    replications: typeof root['replications'] === 'number' ? root['replications'] : 1,
    nightMode: root['night_mode'] === true,
    introMs,
    routing: isObject(root['routing']) ? root['routing'] : {},
    ...readAgents(root['agents'], durationMs, context),
    traffic: await readTraffic(root['traffic'], context),
    calls,
    events: readEvents(root['events'], context),
    expect: readExpect(root['expect'], calls, context),
  };
}

function nameOf(path: string): string {
  const file = basename(path);
  return file.endsWith(SCENARIO_SUFFIX)
    ? file.slice(0, -SCENARIO_SUFFIX.length)
    : file.replace(/\.ya?ml$/, '');
}

function readStart(
  root: JsonObject,
  { map, problems }: { map: SourceMap; problems: Problems },
): number | undefined {
  const written = root['start'];
  if (typeof written !== 'string') return undefined;
  const ms = parseWallClockMs(written);
  if (ms === undefined) {
    problems.error({
      code: 'CQ370',
      at: map.valuePlace(root, 'start'),
      summary: `start is no day of the calendar: ${JSON.stringify(written)}`,
    });
  }
  return ms;
}

function readDuration(root: JsonObject, { map, problems }: { map: SourceMap; problems: Problems }): number {
  const durationMs = durationAt(root, 'duration') ?? DEFAULT_DURATION_MS;
  if (durationMs > 0 && durationMs <= MAX_DURATION_MS) return durationMs;
  problems.error({
    code: 'CQ370',
    at: map.valuePlace(root, 'duration'),
    summary: durationMs > 0 ? 'the scenario lasts more than a century' : 'the scenario has no duration',
  });
  return DEFAULT_DURATION_MS;
}
