/** Results of dry runs as JSON, for one scenario the object itself, for several a list. */

import {
  type Comparison,
  type ReadingEffect,
  SIMULATION_FORMAT_VERSION,
  type SimulationResult,
} from '../../model/simulation.ts';
import { diagnosticJson } from '../diagnostics-json.ts';
import { jsonText } from '../json-text.ts';
import type { PrintedComparison, PrintedSimulation } from '../schemas/dry-run.ts';

/** `readings_tried` only where other readings were asked for. */
export function simulationJson(result: SimulationResult, effects?: ReadingEffect[]): PrintedSimulation {
  const { timeline: _timeline, diagnostics, ...printed } = result;
  return {
    ...printed,
    diagnostics: diagnostics.map(diagnosticJson),
    ...(effects === undefined ? {} : { readings_tried: effects }),
  };
}

export function comparisonJson({ before, after, ...comparison }: Comparison): PrintedComparison {
  return { ...comparison, before: simulationJson(before), after: simulationJson(after) };
}

export function renderResultsJson<Printed extends PrintedSimulation | PrintedComparison>(
  results: readonly Printed[],
): string {
  return jsonText<unknown>(
    results.length === 1 ? results[0] : { format_version: SIMULATION_FORMAT_VERSION, results },
  );
}
