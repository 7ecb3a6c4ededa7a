import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createReader } from '../../api/client.ts';
import { exportLive } from '../../config/export.ts';
import type { Project } from '../../config/load.ts';
import { updateFiles } from '../../config/update/update.ts';
import { EnvironmentError, UsageError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import { readAllLive } from '../all-live.ts';
import { openProject, withConnection } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeFolder, writeText } from '../files.ts';
import type { Invocation } from '../invocation.ts';
import { readProjectTexts } from '../project-files.ts';

export interface ExportCommandOptions {
  out?: string;
  update?: boolean;
}

function targetOf(project: Project) {
  const { target } = project;
  if (target.kind === 'embedded') return target.written ? { target: 'embedded' as const } : {};
  return { target: { url: target.url, ...(target.ca === undefined ? {} : { caFile: target.ca.path }) } };
}

export async function runExport(invocation: Invocation, options: ExportCommandOptions): Promise<ExitCode> {
  if (options.out !== undefined && options.update === true) {
    throw new UsageError('--out and --update do not go together', {
      hint: "--out writes new files, --update changes the project's own",
    });
  }
  const { project } = await openProject(invocation);
  const live = await withConnection(invocation, project, (connection) =>
    readAllLive(createReader(connection.options)),
  );
  const { host, output, settings } = invocation;
  if (options.update === true) {
    const texts = await readProjectTexts(invocation);
    const changed = updateFiles({
      files: Object.fromEntries(texts.map(({ name, text }) => [name, text])),
      projectFile: texts[0]?.name ?? '',
      desired: project.desired,
      live,
      ...(settings.environment === undefined ? {} : { environment: settings.environment }),
    });
    await writeAll(invocation, host.cwd, changed);
    if (Object.keys(changed).length === 0) output.err('nothing to update\n');
    return EXIT.done;
  }
  if (options.out === undefined) {
    output.out(Object.values(exportLive(live, targetOf(project))).join(''));
    return EXIT.done;
  }
  const folder = resolve(host.cwd, options.out);
  const files = exportLive(live, { ...targetOf(project), split: true });
  const there = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    throw new EnvironmentError(`${options.out} has ${there[0]} already; nothing was written`, {
      code: 'CQ904',
      hint: 'name an empty folder, or update the project with --update',
    });
  }
  await writeAll(invocation, folder, files);
  return EXIT.done;
}

async function writeAll(
  { host, output }: Invocation,
  folder: string,
  files: { [path: string]: string },
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = resolve(folder, path);
    await makeFolder(dirname(file));
    await writeText(file, text);
    output.out(`${printable(relative(host.cwd, file) || file)}\n`);
  }
}
