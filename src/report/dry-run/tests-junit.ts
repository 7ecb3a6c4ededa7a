/** Routing tests as JUnit XML: a suite a scenario, a case an expectation. */

import type { ExpectationResult, ScenarioTest } from '../../model/simulation.ts';
import { describeDiagnostic } from '../diagnostics-junit.ts';
import { type JunitCase, renderJunit } from '../junit.ts';
import { createPalette } from '../palette.ts';
import { renderTrace } from './trace-text.ts';

export function renderTestsJunit(tests: readonly ScenarioTest[]): string {
  const suites = tests.map((test) => ({
    name: test.scenario,
    file: test.file,
    elapsedMs: test.elapsedMs,
    cases:
      test.status === 'error'
        ? [errorCase(test)]
        : test.expectations.map((each) => caseOf(each, test.scenario)),
  }));
  return renderJunit('cqctl test', suites);
}

function caseOf(
  { title, passed, expected, actual, call, source }: ExpectationResult,
  className: string,
): JunitCase {
  const place = { className, name: title, file: source.file, line: source.line };
  if (passed) return place;
  const message = `expected ${expected}, but it is ${actual}`;
  const trace = call === undefined ? '' : `\n\n${renderTrace(call, createPalette(false))}`;
  return { ...place, trouble: { kind: 'failure', message, text: message + trace } };
}

function errorCase({ scenario, file, diagnostics }: ScenarioTest): JunitCase {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const message = errors[0]?.summary ?? 'the scenario could not be run';
  const text = errors.map(describeDiagnostic).join('\n');
  return {
    className: scenario,
    name: 'the scenario can be run',
    file,
    trouble: { kind: 'error', message, text },
  };
}
