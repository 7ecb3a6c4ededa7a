import { hasErrors } from '../../model/diagnostic.ts';
import { renderDiagnosticsGithub } from '../../report/diagnostics-github.ts';
import { renderDiagnosticsJson, validationJson } from '../../report/diagnostics-json.ts';
import { renderDiagnosticsJunit } from '../../report/diagnostics-junit.ts';
import { countSeverities, renderValidation } from '../../report/diagnostics-text.ts';
import { renderSarif } from '../../report/sarif.ts';
import { plural } from '../../report/value-text.ts';
import type { Invocation } from '../invocation.ts';
import type { Result } from '../output/result.ts';
import { EXIT } from '../run/exit-codes.ts';
import { readVersion } from '../version.ts';
import { readProject } from './open-project.ts';

type ValidateFormat = 'text' | 'json' | 'sarif' | 'github' | 'junit';

export async function validateProject(
  invocation: Invocation<ValidateFormat>,
  options: { strict?: boolean },
): Promise<Result<ValidateFormat>> {
  const read = await readProject(invocation, options.strict === true, { isOffline: true });
  const { value } = read;
  const violations = value?.violations ?? [];
  const diagnostics = [...read.diagnostics, ...violations];
  const { errors, warnings } = countSeverities(diagnostics);
  const counts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  return {
    exitCode: hasErrors(read.diagnostics) ? EXIT.error : violations.length > 0 ? EXIT.gate : EXIT.done,
    headline: counts.length === 0 ? 'valid' : counts.join(', '),
    isChanged: false,
    isQuiet: counts.length === 0,
    renderings: {
      text: (style) =>
        renderValidation({ diagnostics, resources: value?.desired.resources.length ?? 0 }, style),
      json: () => renderDiagnosticsJson(diagnostics),
      sarif: () => renderSarif(diagnostics, readVersion()),
      junit: () => renderDiagnosticsJunit(diagnostics, invocation.settings.file),
      github: () => renderDiagnosticsGithub(diagnostics),
    },
    document: () => validationJson(diagnostics),
  };
}
