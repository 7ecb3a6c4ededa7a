/** Scenarios for tests: written as YAML into a folder of their own, run on a few queues. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoutedQueue } from '../../src/routing/queues.ts';
import type { Side } from '../../src/scenario/compare.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { type SimulateOptions, simulate } from '../../src/scenario/simulate.ts';

/** `files`: by name, beside the scenario. */
export async function readScenarioText(text: string, files: { [name: string]: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-scenario-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'test.scenario.yaml'), text);
  return loadScenario({ path: 'test.scenario.yaml', cwd: folder });
}

export async function scenarioOf(text: string, files: { [name: string]: string } = {}): Promise<Scenario> {
  const { value, diagnostics } = await readScenarioText(`version: 1\n${text}`, files);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return value;
}

export function queueOf(
  key: string,
  number: string,
  agents: string[],
  fields: RoutedQueue['fields'] = {},
): RoutedQueue {
  return {
    key,
    number,
    fields: { polling_strategy: 'PRIORITIZED_HUNT', ...fields },
    agents: agents.map((extension_number) => ({ extension_number })),
  };
}

export const SUPPORT = queueOf('support', '8000', ['2001', '2002']);

export async function runOn(
  scenario: Scenario,
  queues: readonly RoutedQueue[] = [SUPPORT],
  options: Partial<SimulateOptions> = {},
): Promise<Side> {
  const side = await simulate(scenario, {
    on: 'config',
    queues,
    routing: {},
    trace: 'all',
    threads: 1,
    ...options,
  });
  if (!side.ok) throw new Error(JSON.stringify(side.diagnostics, null, 2));
  return side;
}
