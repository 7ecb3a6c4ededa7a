import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createReader } from '../../api/client.ts';
import { describeObject, type OnUnreadable } from '../../api/live.ts';
import type { Project } from '../../config/load.ts';
import { PROJECT_FILE } from '../../config/project-files.ts';
import { exportLive, managedExtra } from '../../edit/export.ts';
import { updateFiles } from '../../edit/update/update.ts';
import { kindOf, OBJECT_KINDS } from '../../kinds/registry.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { ConfigError, EnvironmentError, UsageError } from '../../model/errors.ts';
import type { Live } from '../../model/live.ts';
import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';
import { readAllLive } from '../live/all-live.ts';
import { withConnection } from '../live/connection.ts';
import { warnOnce } from '../live/unreadable-warnings.ts';
import { makeFolder, replaceText } from '../output/files.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { openStore } from '../state/backends.ts';
import { openProject } from './open-project.ts';
import { type ProjectText, readProjectTexts } from './project-files.ts';
import { type ExportSubject, openExportSubject } from './subject.ts';

export interface ExportCommandOptions {
  out?: string;
  update?: boolean;
  prune?: boolean;
  unknownFields?: boolean;
}

function targetOf({ target }: ExportSubject) {
  if (target.kind === 'embedded') return target.written ? { target: 'embedded' as const } : {};
  return { target: { url: target.url, ...(target.ca === undefined ? {} : { caFile: target.ca.path }) } };
}

export async function runExport(invocation: Invocation, options: ExportCommandOptions): Promise<ExitCode> {
  if (options.out !== undefined && options.update === true) {
    throw new UsageError('--out and --update do not go together', {
      hint: "--out writes new files, --update changes the project's own",
    });
  }
  if (options.prune === true && options.update !== true) {
    throw new UsageError('--prune goes with --update', { hint: 'cqctl export --update --prune' });
  }
  const { host, output, compute } = invocation;
  const warn = warnOnce(invocation);
  const left: string[] = [];
  const onUnreadable: OnUnreadable = (object, error) => {
    const kind = kindOf(object.kind);
    const what = describeObject(kind, { name: object.name, [kind.naturalKey]: object.key });
    left.push(what);
    warn(what, error);
  };
  const readLive = (subject: ExportSubject) =>
    withConnection(invocation, subject, (connection) =>
      readAllLive(createReader(connection.options), { onUnreadable }),
    );
  if (options.update === true) {
    const { project } = await openProject(invocation);
    return updateProject(invocation, project, await readLive(project), options);
  }
  const subject = await openExportSubject(invocation);
  const all = await readLive(subject);
  const live = { ...all, objects: all.objects.filter(({ fields }) => fields !== undefined) };
  const facts = { ...targetOf(subject), extraNames: extraNamesOf(subject, options) };
  if (options.out === undefined) {
    const files = await compute(() => exportLive(live, facts));
    output.out(Object.values(files).join('') + commentsOn(left));
    return EXIT.done;
  }
  const folder = resolve(host.cwd, options.out);
  const files = await compute(() => exportLive(live, { ...facts, split: true }));
  const there = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    throw new EnvironmentError(`${options.out} has ${there[0]} already; nothing was written`, {
      code: 'CQ904',
      hint: 'name an empty folder, or update the project with --update',
    });
  }
  files[PROJECT_FILE] += commentsOn(left);
  await writeAll(invocation, folder, files);
  return EXIT.done;
}

/** So that whoever reads the file later knows that it is not all. */
function commentsOn(left: readonly string[]): string {
  return left
    .map((what) => `# not in this file, because it could not be read: ${printable(what)}\n`)
    .join('');
}

function extraNamesOf({ desired }: ExportSubject, { unknownFields }: ExportCommandOptions) {
  return unknownFields === true
    ? Object.fromEntries(OBJECT_KINDS.map(({ name }) => [name, 'all' as const]))
    : managedExtra(desired);
}

async function updateProject(
  invocation: Invocation,
  project: Project,
  live: Live,
  options: ExportCommandOptions,
): Promise<ExitCode> {
  const { host, output, settings, compute } = invocation;
  const texts = await readProjectTexts(invocation);
  const state = await (await openStore(invocation, project)).read();
  const { files, notes, diagnostics } = await compute(() =>
    updateFiles({
      files: Object.fromEntries(texts.map(({ name, text }) => [name, text])),
      projectFile: texts[0]?.name ?? '',
      desired: project.desired,
      defaults: project.defaults,
      live,
      state,
      extraNames: extraNamesOf(project, options),
      prunes: options.prune === true,
      ...(settings.environment === undefined ? {} : { environment: settings.environment }),
    }),
  );
  if (hasErrors(diagnostics)) throw new ConfigError(withoutHidden(diagnostics, texts));
  await writeAll(invocation, host.cwd, files);
  for (const note of notes) output.log('warning', printable(note));
  if (Object.keys(files).length === 0) output.err('nothing to update\n');
  return EXIT.done;
}

/** Without the lines of files whose text may not be shown. */
function withoutHidden(diagnostics: readonly Diagnostic[], texts: readonly ProjectText[]): Diagnostic[] {
  const hidden = new Set(texts.filter(({ canShow }) => !canShow).map(({ name }) => name));
  return diagnostics.map(({ snippet, ...rest }) =>
    snippet === undefined || hidden.has(rest.source?.file ?? '') ? rest : { ...rest, snippet },
  );
}

async function writeAll(
  { host, output }: Invocation,
  folder: string,
  files: { [path: string]: string },
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = resolve(folder, path);
    await makeFolder(dirname(file));
    await replaceText(file, text);
    output.out(`${printable(relative(host.cwd, file) || file)}\n`);
  }
}
