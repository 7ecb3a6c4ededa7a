import { createReader } from '../../api/client.ts';
import { planDrift } from '../../plan/drift.ts';
import { renderDriftText } from '../../report/drift-text.ts';
import { planJson, renderPlanJson } from '../../report/plan-json.ts';
import { plural } from '../../report/value-text.ts';
import type { Invocation } from '../invocation.ts';
import { withConnection } from '../live/connection.ts';
import type { Result } from '../output/result.ts';
import { openProject } from '../project/open-project.ts';
import { EXIT } from '../run/exit-codes.ts';
import { openStore } from '../state/backends.ts';
import { readPlanInput, readPlanOptions, type SelectionOptions } from './planning.ts';

export async function findDrift(
  invocation: Invocation<'text' | 'json'>,
  options: SelectionOptions,
): Promise<Result<'text' | 'json'>> {
  const { project } = await openProject(invocation);
  const state = await (await openStore(invocation, project)).read();
  const planOptions = readPlanOptions(options, false, { project, state });
  const input = await withConnection(invocation, project, ({ target, options }) =>
    readPlanInput(createReader(options), { project, state, target, options: planOptions }),
  );
  const drift = await invocation.compute(() => planDrift(input));
  const { length } = drift.changes;
  return {
    exitCode: length > 0 ? EXIT.changes : EXIT.done,
    headline: length > 0 ? `${plural(length, 'resource')} drifted` : 'no drift',
    isChanged: length > 0,
    isQuiet: length === 0 && drift.diagnostics.length === 0,
    outputs: { drift: length > 0 },
    renderings: {
      text: (style) => renderDriftText(drift, style),
      json: () => renderPlanJson(drift),
    },
    document: () => planJson(drift),
  };
}
