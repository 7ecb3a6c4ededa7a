import { hasErrors } from '../../model/diagnostic.ts';
import { renderDiagnosticsGithub } from '../../report/diagnostics-github.ts';
import { renderDiagnosticsJson } from '../../report/diagnostics-json.ts';
import { renderDiagnosticsJunit } from '../../report/diagnostics-junit.ts';
import { renderValidation } from '../../report/diagnostics-text.ts';
import { renderSarif } from '../../report/sarif.ts';
import { readProject } from '../context.ts';
import { emit } from '../emit.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { readVersion } from '../version.ts';

export async function runValidate(invocation: Invocation, options: { strict?: boolean }): Promise<ExitCode> {
  const { value, diagnostics } = await readProject(invocation, options.strict === true);
  await emit(invocation, {
    text: (style) =>
      renderValidation({ diagnostics, resources: value?.desired.resources.length ?? 0 }, style),
    json: () => renderDiagnosticsJson(diagnostics),
    sarif: () => renderSarif(diagnostics, readVersion()),
    junit: () => renderDiagnosticsJunit(diagnostics, invocation.settings.file),
    github: () => renderDiagnosticsGithub(diagnostics),
  });
  return hasErrors(diagnostics) ? EXIT.error : EXIT.done;
}
