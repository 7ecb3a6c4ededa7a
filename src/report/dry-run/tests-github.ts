/** Routing tests as annotations of GitHub Actions, at the line of each expectation that is not met. */

import type { ScenarioTest } from '../../model/simulation.ts';
import { githubCommand } from '../github.ts';

export function renderTestsGithub(tests: readonly ScenarioTest[]): string {
  return tests
    .flatMap((test) => [
      ...test.diagnostics.map(({ severity, code, summary, hint, source }) =>
        githubCommand(severity, {
          file: source?.file ?? test.file,
          line: source?.line ?? 1,
          column: source?.column ?? 1,
          title: code,
          message: hint === undefined ? summary : `${summary}\n${hint}`,
        }),
      ),
      ...test.expectations
        .filter(({ passed }) => !passed)
        .map(({ title, actual, source }) =>
          githubCommand('error', {
            ...source,
            title: `cqctl test: ${test.scenario}`,
            message: `${title}, but it is ${actual}`,
          }),
        ),
    ])
    .join('');
}
