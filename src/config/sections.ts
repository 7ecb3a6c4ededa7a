/**
 * What of a project is merged key by key, and what is a value.
 *
 * The same rule holds wherever two parts of a project say something of one thing: an environment over the project, an
 * object over `defaults`. Sections, objects, and `lifecycle` and `extra` in these are merged key by key. All else is a value and is replaced whole: a field, also one that is a map such as a forward rule, a variable, a list.
 */

import { OBJECT_KINDS } from '../kinds/registry.ts';

/** Names and indexes from the root of a project, or of an environment, which has the same sections. */
export type Path = readonly (string | number)[];

const RESOURCES: ReadonlySet<unknown> = new Set([...OBJECT_KINDS.map(({ section }) => section), 'defaults']);
/** Inside of an object, or of the defaults of a kind. */
const INNER_SECTIONS: ReadonlySet<unknown> = new Set(['lifecycle', 'extra']);

/** Whether a map at this path is merged key by key. */
export function isSection(path: Path): boolean {
  const [first, , third] = path;
  if (path.length < 2 || first === 'policy') return true;
  if (path.length === 2) return RESOURCES.has(first);
  return path.length === 3 && RESOURCES.has(first) && INNER_SECTIONS.has(third);
}

const SETTINGS: ReadonlySet<unknown> = new Set(['target', 'state', 'routing', 'variables']);

/**
 * Whether `null` in an environment takes away what the project has at this path: one field, never a section, a resource, or
 * anything of `lifecycle` and `policy`.
 */
export function isRemovable(path: Path): boolean {
  const [first, , third] = path;
  if (path.length === 2) return SETTINGS.has(first);
  if (!RESOURCES.has(first) || third === 'lifecycle') return false;
  return path.length === 3 || (path.length === 4 && third === 'extra');
}
