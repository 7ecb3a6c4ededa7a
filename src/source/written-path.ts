/** A path that is written in a file: from the folder of that file, and into the project unless more is allowed. */

import { dirname, resolve } from 'node:path';
import { displayName } from './file-names.ts';
import type { FileScope } from './file-scope.ts';
import type { Problems } from './problems.ts';
import type { Place } from './source-file.ts';

export interface WrittenPath {
  /** What it is for, as messages begin: the key. */
  name: string;
  written: string;
  at: Place;
  address?: string;
}

/** Absolute; undefined, with a problem, for one that leads outside the project. Asked before the file is looked at. */
export function resolveWrittenPath(wanted: WrittenPath, problems: Problems): string | undefined {
  const { written, at } = wanted;
  const path = resolve(dirname(at.file.path), written);
  if (isAllowed(at, path)) return path;
  refuseOutside(wanted, problems);
  return undefined;
}

/** Where it leads in the end is not told. */
export function refuseOutside({ name, written, at, address }: WrittenPath, problems: Problems): void {
  problems.error({
    code: 'CQ136',
    at,
    address,
    summary: `${name}: ${JSON.stringify(written)} leads outside the project`,
    hint: 'move the file into the project; whoever runs cqctl may also allow it with --allow-outside',
  });
}

/** For a file of ours that no path is written for: a link at its place may have come with a change, too. */
export function refuseLinkOutside(
  path: string,
  { folder, scope, problems }: { folder: string; scope: FileScope | undefined; problems: Problems },
): void {
  if (scope === undefined || scope.allowsOutside || scope.contains(path)) return;
  problems.error({
    code: 'CQ136',
    summary: `${displayName(folder, path)} is behind a link that leads outside the project`,
    hint: 'remove the link; whoever runs cqctl may also allow it with --allow-outside',
  });
}

/** For files that a pattern has found. */
export function isAllowed({ file: { scope } }: Place, path: string): boolean {
  return scope === undefined || scope.allowsOutside || scope.contains(path);
}
