/**
 * Which files belong to a project, and of which of them lines may be shown.
 *
 * Whoever opens a pull request writes the files of a project, and the paths in them. cqctl runs with the rights of a pipeline,
 * which can read more than that: a checkout's `.git/config` with its token, what another step has left in the workspace,
 * everything else on the machine. So a path that is written in a file leads to files of the project only, links followed,
 * and a diagnostic repeats the text of a file only where the project has it anyway.
 */

import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isTrackedByGit } from './git-tracked.ts';

const GIT = '.git';
const PROJECT_SUFFIX = '.yaml';
/** Links that lead to links. */
const MAX_LINKS = 40;

export interface ScopeOptions {
  /** Whoever runs cqctl lets paths in files lead anywhere. */
  allowsOutside?: boolean | undefined;
}

export class FileScope {
  /** The repository's, else the folder of the project; links followed. */
  readonly root: string;
  readonly allowsOutside: boolean;
  readonly #isRepository: boolean;
  readonly #folder: string;
  readonly #main: string;

  /** `main` is the file that whoever runs cqctl has named, or that stands in the folder they named; absolute. */
  constructor(main: string, { allowsOutside }: ScopeOptions = {}) {
    this.#folder = followLinks(dirname(main));
    const repository = findRepository(this.#folder);
    this.#isRepository = repository !== undefined;
    this.root = repository ?? this.#folder;
    this.#main = join(this.#folder, basename(main));
    this.allowsOutside = allowsOutside === true;
  }

  /** Whether the path leads to a file of the project, or to where one could be; also of what is not there yet. */
  contains(path: string): boolean {
    const below = relative(this.root, followLinks(path));
    if (isAbsolute(below)) return false;
    const parts = below.split(sep);
    // File systems of other machines do not tell case apart.
    return parts[0] !== '..' && !parts.some((part) => part.toLowerCase() === GIT);
  }

  /** Whether text of the file may be shown. */
  canShow(path: string): boolean {
    if (!this.contains(path)) return false;
    const real = followLinks(path);
    const isOwn = path === this.#main || (real.endsWith(PROJECT_SUFFIX) && isBelow(this.#folder, real));
    return isOwn || !this.#isRepository || isTrackedByGit(this.root, real);
  }
}

function isBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return !isAbsolute(below) && below.split(sep)[0] !== '..';
}

function findRepository(folder: string): string | undefined {
  if (exists(join(folder, GIT))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : findRepository(above);
}

/** Also a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file, in a circle of links, or too long: whoever reads the file says what is wrong with its path.
    return false;
  }
}

/** Where the path leads in the end, as far as there is something; what is not there is taken as it is written. */
function followLinks(path: string, links = 0): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    // It is not there, may not be seen, or its links go round in a circle. What stands above it is followed all the same.
  }
  const above = dirname(absolute);
  if (above === absolute) return absolute;
  const here = join(followLinks(above, links), basename(absolute));
  const target = links < MAX_LINKS ? linkTarget(here) : undefined;
  return target === undefined ? here : followLinks(resolve(dirname(here), target), links + 1);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // No link.
    return undefined;
  }
}
