import { resolve } from 'node:path';
import { formatYaml } from '../../edit/format.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import { displayName } from '../../source/file-names.ts';
import { FileScope } from '../../source/file-scope.ts';
import { Problems } from '../../source/problems.ts';
import { readSource } from '../../source/read.ts';
import type { Invocation } from '../invocation.ts';
import { replaceText } from '../output/files.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { throwIfAborted } from '../run/run-watch.ts';
import { type ProjectText, readProjectTexts } from './project-files.ts';

/** All files are read before the first is written, so that one that is wrong leaves every other as it was. */
export async function runFmt(
  invocation: Invocation,
  files: readonly string[],
  options: { check?: boolean },
): Promise<ExitCode> {
  const { output, signal, compute } = invocation;
  const texts = files.length > 0 ? await readNamed(invocation, files) : await readProjectTexts(invocation);
  const diagnostics: Diagnostic[] = [];
  const changed: Pick<ProjectText, 'path' | 'name' | 'text'>[] = [];
  for (const source of texts) {
    const { path, name, text, scope } = source;
    const formatted = await compute(() => formatYaml(text, name, { path, scope }));
    diagnostics.push(...formatted.diagnostics);
    const { value } = formatted;
    if (value !== undefined && value !== text) changed.push({ path, name, text: value });
  }
  if (hasErrors(diagnostics)) throw new ConfigError(diagnostics);
  for (const { path, name, text } of changed) {
    throwIfAborted(signal);
    if (options.check !== true) await replaceText(path, text);
    output.out(`${printable(name)}\n`);
  }
  return options.check === true && changed.length > 0 ? EXIT.error : EXIT.done;
}

async function readNamed({ host, settings }: Invocation, files: readonly string[]): Promise<ProjectText[]> {
  const problems = new Problems();
  const sources = await Promise.all(
    files.map((file) => {
      const path = resolve(host.cwd, file);
      return readSource(
        { path, name: displayName(host.cwd, path), scope: new FileScope(path, settings) },
        problems,
      );
    }),
  );
  if (problems.hasErrors) throw new ConfigError(problems.list(false));
  return sources.filter((source) => source !== undefined);
}
