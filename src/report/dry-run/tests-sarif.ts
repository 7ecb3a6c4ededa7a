/** Routing tests as SARIF: every expectation that is not met, and whatever kept a scenario from being run. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ScenarioTest } from '../../model/simulation.ts';
import { renderSarif } from '../sarif.ts';

export function renderTestsSarif(tests: readonly ScenarioTest[], version: string): string {
  return renderSarif(tests.flatMap(diagnosticsOf), version);
}

function diagnosticsOf({ scenario, expectations, diagnostics }: ScenarioTest): Diagnostic[] {
  const unmet = expectations
    .filter(({ passed }) => !passed)
    .map(
      ({ title, expected, actual, source }): Diagnostic => ({
        code: 'CQ383',
        severity: 'error',
        summary: `${scenario}: ${title}`,
        detail: `expected ${expected}, but it is ${actual}`,
        source,
      }),
    );
  return [...diagnostics, ...unmet];
}
