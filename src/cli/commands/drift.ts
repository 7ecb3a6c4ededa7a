import { createReader } from '../../api/client.ts';
import { planDrift } from '../../plan/drift.ts';
import { renderDriftText } from '../../report/drift-text.ts';
import { renderPlanJson } from '../../report/plan-json.ts';
import { openProject, openStore, withConnection } from '../context.ts';
import { emit } from '../emit.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { readPlanInput, readPlanOptions, type SelectionOptions } from '../planning.ts';

export async function runDrift(invocation: Invocation, options: SelectionOptions): Promise<ExitCode> {
  const { project } = await openProject(invocation);
  const state = await (await openStore(invocation, project)).read();
  const planOptions = readPlanOptions(options, false, { project, state });
  const drift = await withConnection(invocation, project, async (connection) => {
    const known = { project, state, target: connection.target, options: planOptions };
    return planDrift(await readPlanInput(createReader(connection.options), known));
  });
  await emit(invocation, {
    text: (style) => renderDriftText(drift, style),
    json: () => renderPlanJson(drift),
  });
  return drift.changes.length > 0 ? EXIT.changes : EXIT.done;
}
