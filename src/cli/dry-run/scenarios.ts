/** Scenarios as commands name them, read and ready to be run. */

import { DAY_MS } from '../../model/day.ts';
import { ConfigError, UsageError } from '../../model/errors.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Simulated } from '../../scenario/simulate.ts';
import type { Invocation } from '../invocation.ts';
import { READ } from '../output/output-guard.ts';
import { projectPath } from '../project/project-files.ts';
import { parseNumber } from '../settings.ts';

/** All that is wrong in any of them is told at once. */
export async function openScenarios(
  { host, output, settings, guard, compute }: Invocation,
  paths: readonly string[],
): Promise<Scenario[]> {
  const loaded = await compute(() =>
    Promise.all(paths.map((path) => loadScenario(projectPath({ settings, host }, path)))),
  );
  for (const { files } of loaded) for (const file of files) guard.keep(file, READ);
  const scenarios = loaded.map(({ value }) => value).filter((value) => value !== undefined);
  if (scenarios.length < paths.length)
    throw new ConfigError(loaded.flatMap(({ diagnostics }) => diagnostics));
  for (const { diagnostics } of loaded) {
    for (const { code, summary } of diagnostics) output.log('warning', `${code} ${summary}`);
  }
  return scenarios;
}

export function orThrow(simulated: Simulated): Extract<Simulated, { ok: true }> {
  if (!simulated.ok) throw new ConfigError(simulated.diagnostics);
  return simulated;
}

/** `--within`, ms. */
export function readWithin(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return parseNumber(text, '--within', { least: 0, most: DAY_MS / 1000 }) * 1000;
}

export function readThreads(text: string | undefined): number | undefined {
  return text === undefined
    ? undefined
    : parseNumber(text, '--threads', { least: 1, most: 256, whole: true });
}

export function oneOf<Word extends string>(text: string, option: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) {
    throw new UsageError(`${option} ${text} is not known`, { hint: `it can be ${words.join(', ')}` });
  }
  return word;
}
