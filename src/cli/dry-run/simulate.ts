import { UsageError } from '../../model/errors.ts';
import {
  type Comparison,
  READING_CHOICES,
  type ReadingEffect,
  type SimulationResult,
  WORLDS,
  type World,
} from '../../model/simulation.ts';
import { renderComparison } from '../../report/dry-run/comparison-text.ts';
import { renderComparisonCsv, renderSimulationCsv } from '../../report/dry-run/csv.ts';
import { renderReadingEffects } from '../../report/dry-run/readings-text.ts';
import { comparisonJson, renderResultsJson, simulationJson } from '../../report/dry-run/simulation-json.ts';
import { renderSimulation } from '../../report/dry-run/simulation-text.ts';
import { configQueues } from '../../routing/worlds.ts';
import { tryOtherReadings } from '../../scenario/other-readings.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type SimulateOptions, simulate } from '../../scenario/simulate.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { openProject } from '../project/open-project.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { type CompareInput, compareWorlds } from './compare-worlds.ts';
import { showRuns } from './run-progress.ts';
import { oneOf, openScenarios, orThrow, readThreads, readWithin } from './scenarios.ts';
import { readWorlds } from './worlds.ts';

export interface SimulateCommandOptions {
  on?: string;
  compare?: boolean;
  trace?: boolean;
  within?: string;
  readings?: string;
  threads?: string;
}

type SimulateFormat = 'text' | 'json' | 'csv' | 'html';

export async function runSimulate(
  invocation: Invocation<SimulateFormat>,
  paths: readonly string[],
  options: SimulateCommandOptions,
): Promise<ExitCode> {
  const on: World = oneOf(options.on ?? 'config', '--on', WORLDS);
  if (options.readings !== undefined) oneOf(options.readings, '--readings', READING_CHOICES);
  if (options.compare === true && options.on !== undefined) {
    throw new UsageError('--compare is live against planned, so it goes without --on');
  }
  if (options.compare === true && (options.readings !== undefined || options.trace === true)) {
    throw new UsageError('--compare goes without --readings and --trace');
  }
  const scenarios = await openScenarios(invocation, paths);
  const isOffline = options.compare !== true && on === 'config';
  const { project } = await openProject(invocation, { isOffline });
  const withinMs = readWithin(options.within);
  const threads = readThreads(options.threads);
  const common = {
    routing: project.routing,
    trace: options.trace === true ? ('all' as const) : (false as const),
    plots: wantsHtml(invocation),
    signal: invocation.signal,
    ...(withinMs === undefined ? {} : { withinMs }),
    ...(threads === undefined ? {} : { threads }),
  };
  if (options.compare === true) {
    const worlds = await readWorlds(invocation, project);
    await runComparisons(invocation, scenarios, { common, ...worlds });
    return EXIT.done;
  }
  const queues =
    on === 'config' ? configQueues(project.desired) : (await readWorlds(invocation, project))[on];
  await runResults(invocation, scenarios, {
    options: { ...common, on, queues },
    withReadings: options.readings !== undefined,
  });
  return EXIT.done;
}

/** What only the page shows is kept only for it. */
function wantsHtml({ settings }: Invocation): boolean {
  return settings.format === 'html' || settings.outputs.some(({ format }) => format === 'html');
}

async function runResults(
  invocation: Invocation<SimulateFormat>,
  scenarios: readonly Scenario[],
  { options, withReadings }: { options: SimulateOptions; withReadings: boolean },
): Promise<void> {
  const results: { result: SimulationResult; effects?: ReadingEffect[] }[] = [];
  for (const scenario of scenarios) {
    const progress = showRuns(invocation, scenario.name);
    const side = orThrow(await simulate(scenario, { ...options, onProgress: progress.update }));
    const effects = withReadings ? await tryOtherReadings(scenario, side, options) : undefined;
    progress.end(side.result.engine.calls);
    results.push({ result: side.result, ...(effects === undefined ? {} : { effects }) });
  }
  await emit(invocation, {
    text: (style) =>
      results
        .map(({ result, effects }) =>
          [
            renderSimulation(result, style),
            ...(effects === undefined ? [] : [renderReadingEffects(effects, style)]),
          ].join('\n'),
        )
        .join('\n'),
    json: () => renderResultsJson(results.map(({ result, effects }) => simulationJson(result, effects))),
    csv: () => renderSimulationCsv(results.map(({ result }) => result)),
    html: async () => {
      const { renderSimulationHtml } = await import('../../report/dry-run/html/dry-run-html.ts');
      return renderSimulationHtml(results.map(({ result }) => result));
    },
  });
}

async function runComparisons(
  invocation: Invocation<SimulateFormat>,
  scenarios: readonly Scenario[],
  worlds: CompareInput,
): Promise<void> {
  const comparisons: Comparison[] = [];
  for (const scenario of scenarios) {
    const progress = showRuns(invocation, scenario.name);
    const common = { ...worlds.common, onProgress: progress.update };
    const comparison = await compareWorlds(scenario, { ...worlds, common });
    progress.end(comparison.before.engine.calls + comparison.after.engine.calls);
    comparisons.push(comparison);
  }
  await emit(invocation, {
    text: (style) => comparisons.map((comparison) => renderComparison(comparison, style)).join('\n'),
    json: () => renderResultsJson(comparisons.map(comparisonJson)),
    csv: () => renderComparisonCsv(comparisons),
    html: async () => {
      const { renderComparisonHtml } = await import('../../report/dry-run/html/dry-run-html.ts');
      return renderComparisonHtml(comparisons);
    },
  });
}
