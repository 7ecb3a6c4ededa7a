import { relative, resolve } from 'node:path';
import { formatYaml } from '../../config/format.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import { openProject } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readText, writeText } from '../files.ts';
import type { Invocation } from '../invocation.ts';
import { projectFiles } from '../project-files.ts';

/** All files are read before the first is written, so that one that is wrong leaves every other as it was. */
export async function runFmt(
  invocation: Invocation,
  files: readonly string[],
  options: { check?: boolean },
): Promise<ExitCode> {
  const { host, output } = invocation;
  const paths =
    files.length > 0
      ? files.map((file) => resolve(host.cwd, file))
      : projectFiles(host, (await openProject(invocation)).project);
  const diagnostics: Diagnostic[] = [];
  const changed: { path: string; shown: string; text: string }[] = [];
  for (const path of paths) {
    const shown = relative(host.cwd, path) || path;
    const before = await readText(path);
    const formatted = formatYaml(before, shown);
    diagnostics.push(...formatted.diagnostics);
    if (formatted.value !== undefined && formatted.value !== before) {
      changed.push({ path, shown, text: formatted.value });
    }
  }
  if (hasErrors(diagnostics)) throw new ConfigError(diagnostics);
  for (const { path, shown, text } of changed) {
    if (options.check !== true) await writeText(path, text);
    output.out(`${printable(shown)}\n`);
  }
  return options.check === true && changed.length > 0 ? EXIT.error : EXIT.done;
}
