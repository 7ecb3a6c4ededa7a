import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { createReader } from '../../api/client.ts';
import { PROJECT_FILE } from '../../config/project-files.ts';
import type { TargetSettings } from '../../config/target-settings.ts';
import { projectTemplate } from '../../edit/init.ts';
import { EnvironmentError, UsageError } from '../../model/errors.ts';
import type { Live } from '../../model/live.ts';
import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';
import { readAllLive } from '../live/all-live.ts';
import { connect } from '../live/connection.ts';
import { createText, makeFolder, readText } from '../output/files.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { readVariable } from '../settings.ts';
import { readDataFile } from './folder-target.ts';

async function readTarget(invocation: Invocation, target: TargetSettings): Promise<Live> {
  const connection = await connect(invocation, target);
  try {
    return await readAllLive(createReader(connection.options));
  } finally {
    await connection.close();
  }
}

export async function runInit(
  invocation: Invocation,
  dir: string,
  options: { fromLive?: boolean },
): Promise<ExitCode> {
  const { host, output } = invocation;
  const folder = resolve(host.cwd, dir);
  if (options.fromLive === true && host.env['CQCTL_URL'] === '') {
    throw new UsageError('CQCTL_URL is set, but empty', {
      hint: 'set it to the address of the PBX, or unset it',
    });
  }
  const url = readVariable(host.env, 'CQCTL_URL');
  const target: TargetSettings =
    url === undefined || url === 'embedded'
      ? { kind: 'embedded', dataFile: await readDataFile(invocation, folder), written: false }
      : { kind: 'url', url };
  await refuseToOverwrite(folder);
  const live = options.fromLive === true ? await readTarget(invocation, target) : undefined;
  const root = (await findRepository(folder)) ?? folder;
  const files = projectTemplate({
    name: basename(folder),
    folder: relative(root, folder).replaceAll(sep, '/') || '.',
    ...(live === undefined ? {} : { fromLive: live }),
    ...(target.kind === 'url' ? { url: target.url } : {}),
  });
  // All is looked at before anything is written: a project that is there in part would refuse the next try.
  const entries = await Promise.all(
    [...filesIn(folder, files.project), ...filesIn(root, files.repository)].map(async ([file, text]) => {
      const path = relative(folder, file);
      await demandFolder(dirname(file));
      return {
        path,
        file,
        text,
        advice: (await isThere(file)) ? await adviseOn(path, file, text) : undefined,
      };
    }),
  );
  // The project file last: what a full disk leaves behind does not refuse the next try either.
  for (const { file, text, advice } of entries.toReversed()) {
    if (advice !== undefined) continue;
    await makeFolder(dirname(file));
    await createText(file, text);
  }
  for (const { path, file, advice } of entries) {
    if (advice === undefined) output.out(`${printable(relative(host.cwd, file) || file)}\n`);
    else output.log('warning', `kept ${printable(path)} as it is; ${advice}`);
  }
  const where = dir === '.' ? '' : `cd ${shellWord(dir)} && `;
  output.err(`next: ${where}cqctl plan\n`);
  return EXIT.done;
}

function filesIn(folder: string, files: { [path: string]: string }): [path: string, text: string][] {
  return Object.entries(files).map(([path, text]) => [join(folder, path), text]);
}

/** The root of the repository that the folder is in or will be in: there a runner looks for its pipelines. */
async function findRepository(folder: string): Promise<string | undefined> {
  if (await isThere(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : findRepository(dirname(folder));
}

/** Other files of the same name are kept; a project is never mixed with another. */
async function refuseToOverwrite(folder: string): Promise<void> {
  if (!(await isThere(join(folder, PROJECT_FILE)))) return;
  throw new EnvironmentError(`${folder} has a ${PROJECT_FILE} already; nothing was written`, {
    code: 'CQ904',
    hint: 'name another folder: cqctl init DIR',
  });
}

/** Also a link that leads nowhere: writing would follow it. */
async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** What is there has to be a folder that can be written to; what is not will be made. */
async function demandFolder(path: string): Promise<void> {
  if (!(await isThere(path)) && dirname(path) !== path) return demandFolder(dirname(path));
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const isWritable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (isFolder && isWritable) return;
  const what = isFolder ? 'cannot be written to' : 'is not a folder';
  throw new EnvironmentError(`${path} ${what}; nothing was written`, {
    code: 'CQ904',
    hint: `${isFolder ? 'change its permissions' : 'move it away'}, or name another folder: cqctl init DIR`,
  });
}

async function adviseOn(path: string, file: string, text: string): Promise<string> {
  if (path !== '.gitignore') return 'compare it with what a new project has: cqctl init SOME_FOLDER';
  const linesOf = (content: string) => content.split(/\r?\n/).map((line) => line.trim());
  const present = new Set(linesOf(await readText(file)));
  const missing = linesOf(text).filter((line) => /^[^#]/.test(line) && !present.has(line));
  return missing.length === 0 ? 'it has all it needs' : `add to it: ${missing.join(' and ')}`;
}

/** For a POSIX shell, quoted where it has to be. */
function shellWord(text: string): string {
  const word = text.startsWith('-') ? `./${text}` : text;
  return printable(/^[\w./@%+:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
}
