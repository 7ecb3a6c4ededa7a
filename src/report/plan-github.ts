/** A plan as annotations of GitHub Actions: each change at the line that asks for it, and what is doubtful. */

import type { Plan } from '../model/plan.ts';
import { renderDiagnosticsGithub } from './diagnostics-github.ts';
import { describeFields } from './fields-text.ts';
import { githubCommand } from './github.ts';
import { createPalette } from './palette.ts';
import { reasonText } from './reason-text.ts';

export function renderPlanGithub(plan: Plan): string {
  const plain = createPalette(false);
  const changes = plan.changes
    .filter((change) => change.source !== null)
    .map((change) =>
      githubCommand('notice', {
        file: change.source?.file ?? '',
        line: change.source?.line ?? 1,
        column: change.source?.column ?? 1,
        title: `cqctl plan: ${change.action} ${change.address}`,
        message: [reasonText(change) ?? '', ...describeFields(change, plain, true)]
          .filter((line) => line !== '')
          .join('\n'),
      }),
    );
  return changes.join('') + renderDiagnosticsGithub(plan.diagnostics);
}
