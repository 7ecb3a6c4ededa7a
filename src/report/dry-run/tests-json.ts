/** Routing tests as JSON. */

import { type ScenarioTest, SIMULATION_FORMAT_VERSION } from '../../model/simulation.ts';
import { diagnosticJson } from '../diagnostics-json.ts';
import { jsonText } from '../json-text.ts';
import type { PrintedTests } from '../schemas/dry-run.ts';

export function renderTestsJson(tests: readonly ScenarioTest[]): string {
  const count = (status: ScenarioTest['status']) => tests.filter((test) => test.status === status).length;
  return jsonText<PrintedTests>({
    format_version: SIMULATION_FORMAT_VERSION,
    summary: { passed: count('passed'), failed: count('failed'), error: count('error') },
    scenarios: tests.map(({ scenario, file, status, expectations, diagnostics }) => ({
      scenario,
      file,
      status,
      expectations,
      diagnostics: diagnostics.map(diagnosticJson),
    })),
  });
}
