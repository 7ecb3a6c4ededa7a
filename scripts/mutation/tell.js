/** What becomes of each mutant is told to the process that started the round, at once, so that it is known however the round ends. */

import { relative } from 'node:path';

class Told {
  onMutationTestingPlanReady({ mutantPlans }) {
    process.send({ planned: mutantPlans.length });
  }

  onMutantTested({ fileName, status, location, mutatorName, replacement }) {
    const path = relative(process.cwd(), fileName).replaceAll('\\', '/');
    process.send({ mutant: { path, status, ...location, mutatorName, replacement } });
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'told', injectableClass: Told }];
