/** Results of dry runs as JSON, for one scenario the object itself, for several a list. */

import {
  type Comparison,
  type ReadingEffect,
  SIMULATION_FORMAT_VERSION,
  type SimulationResult,
} from '../../model/simulation.ts';
import { diagnosticJson } from '../diagnostics-json.ts';

/** `readings_tried` only where other readings were asked for. */
export function simulationJson(result: SimulationResult, effects?: readonly ReadingEffect[]) {
  const { timeline: _timeline, diagnostics, ...printed } = result;
  return {
    ...printed,
    diagnostics: diagnostics.map(diagnosticJson),
    ...(effects === undefined ? {} : { readings_tried: effects }),
  };
}

export function comparisonJson({ before, after, ...comparison }: Comparison) {
  return { ...comparison, before: simulationJson(before), after: simulationJson(after) };
}

export function renderResultsJson(results: readonly object[]): string {
  const printed = results.length === 1 ? results[0] : { format_version: SIMULATION_FORMAT_VERSION, results };
  return `${JSON.stringify(printed, null, 2)}\n`;
}
