/**
 * Keeps what a run writes by option apart from what it reads and from what cqctl keeps for itself.
 *
 * Files are compared by device and inode where they exist, so that another spelling, a link or a hard link is the same
 * file; by the real path of their folder where they do not. Devices and pipes are never refused: nothing is lost in them.
 *
 * What a run reads becomes known bit by bit. So `check` is asked before anything is sent, and again before each write; it
 * looks only at what is new, and at nothing where no output is asked for.
 */

import { lstat, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import type { Host } from '../host.ts';

/** What a guard is told of a file that is read. */
export const READ = 'this run reads';
/** Of the project: state, its lock and backup, the data of the embedded PBX. */
const OWN_FOLDER = '.cqctl';
const YAML_ENDINGS = new Set(['.yaml', '.yml']);
const MAX_LINKS = 40;

export interface OutputGuard {
  /** What the run reads or owns; `what` says which of them, in words that follow `which`, as in `this run reads`. */
  keep(path: string, what: string): void;
  /** `option` as it was given; the same path twice with one `option` and `environment` is one output. */
  write(path: string, option: string, environment?: string): void;
  /** The same for what is cqctl's own and may be where such things are. */
  writeData(path: string, option: string): void;
  /** Throws a usage error where an output would overwrite something. */
  check(): Promise<void>;
}

interface Written {
  path: string;
  option: string;
  isOwn: boolean;
}

export function createOutputGuard(cwd: string): OutputGuard {
  const kept = new Map<string, string>();
  const written = new Map<string, Written>();
  const keptIds = new Map<string, { path: string; what: string }>();
  const writtenIds = new Map<string, Written>();
  let [keptSeen, writtenSeen] = [0, 0];

  const nameOf = (path: string) => {
    const short = relative(cwd, path);
    return printable(short === '' || short.startsWith(`..${sep}`) ? path : short);
  };
  const refuseKept = ({ option }: Written, { path, what }: { path: string; what: string }): never => {
    throw new UsageError(`${printable(option)} would overwrite ${nameOf(path)}, which ${what}`, {
      code: 'CQ916',
      hint: 'name another file',
    });
  };
  const addWritten = async (output: Written): Promise<void> => {
    const id = await identify(output.path);
    if (id === undefined) return;
    const other = writtenIds.get(id);
    if (other !== undefined && other !== output) {
      throw new UsageError(
        `${printable(other.option)} and ${printable(output.option)} are one file: ${nameOf(output.path)}`,
        { code: 'CQ917', hint: 'name a file for each' },
      );
    }
    writtenIds.set(id, output);
    const known = keptIds.get(id);
    if (known !== undefined) refuseKept(output, known);
    if (!output.isOwn && (await isInOwnFolder(output.path))) {
      refuseKept(output, { path: output.path, what: 'is where cqctl keeps its state and data' });
    }
    if (await isForeignYaml(output.path)) {
      throw new UsageError(
        `${printable(output.option)} would overwrite ${nameOf(output.path)}, a YAML file that cqctl did not write`,
        { code: 'CQ916', hint: 'name another file, or delete that one first' },
      );
    }
  };

  const addKept = async (path: string, what: string): Promise<void> => {
    const id = await identify(path);
    if (id === undefined || keptIds.has(id)) return;
    const output = writtenIds.get(id);
    if (output !== undefined) refuseKept(output, { path, what });
    keptIds.set(id, { path, what });
  };

  /** What was refused is looked at again next time, and refused again. */
  const checkNew = async (): Promise<void> => {
    if (written.size === 0) return;
    for (const [path, what] of [...kept].slice(keptSeen)) {
      await addKept(path, what);
      keptSeen += 1;
    }
    for (const output of [...written.values()].slice(writtenSeen)) {
      await addWritten(output);
      writtenSeen += 1;
    }
  };

  const add = (output: Written, environment: string): void => {
    const key = JSON.stringify([output.option, environment, output.path]);
    if (!written.has(key)) written.set(key, output);
  };

  let last = Promise.resolve();
  return {
    keep(path, what) {
      if (!kept.has(path)) kept.set(path, what);
    },
    write: (path, option, environment = '') => add({ path, option, isOwn: false }, environment),
    writeData: (path, option) => add({ path, option, isOwn: true }, ''),
    // One after the other: several environments share one guard.
    check() {
      last = last.catch(() => undefined).then(checkNew);
      return last;
    },
  };
}

/** The same for two paths exactly if they are one file. Undefined for what is no file, as a folder or a device. */
async function identify(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return realPathOf(path);
  return found.isFile() ? `${found.dev} ${found.ino}` : undefined;
}

/** Of a file that does not exist yet: where it would be made. */
async function realPathOf(path: string, links = 0): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const file = join(folder, basename(path));
  const isLink = (await lstat(file).catch(() => undefined))?.isSymbolicLink() === true;
  if (!isLink || links === MAX_LINKS) return file;
  return realPathOf(resolve(folder, await readlink(file)), links + 1);
}

async function isInOwnFolder(path: string): Promise<boolean> {
  const real = await realpath(path).catch(() => realPathOf(path));
  return dirname(real).split(sep).includes(OWN_FOLDER);
}

/** YAML that people write: whatever cqctl itself writes into such a file is JSON and says its format. */
async function isForeignYaml(path: string): Promise<boolean> {
  const real = await realpath(path).catch(() => path);
  if (![path, real].some((each) => YAML_ENDINGS.has(extname(each).toLowerCase()))) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() !== '' && !isOwnReport(text);
}

function isOwnReport(text: string): boolean {
  // The events of an apply are one JSON value a line.
  const end = text.indexOf('\n');
  return [text, text.slice(0, end < 0 ? text.length : end)].some((json) => {
    try {
      const value: unknown = JSON.parse(json);
      return typeof value === 'object' && value !== null && ('format_version' in value || 'runs' in value);
    } catch {
      return false;
    }
  });
}

/** The files that variables of cqctl name, as CQCTL_TOKEN_FILE and CQCTL_TOKEN_FILE__NORTH, whichever of them a run then reads. */
export function keepFilesOfVariables({ env, cwd }: Pick<Host, 'env' | 'cwd'>, guard: OutputGuard): void {
  for (const [name, file = ''] of Object.entries(env)) {
    if (/^CQCTL_.*_FILE(__|$)/.test(name) && file !== '') guard.keep(resolve(cwd, file), `${name} names`);
  }
}
