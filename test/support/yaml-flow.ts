/** Values as YAML, with nodes that are left empty: what no library writes. */

import type { Json } from '../../src/model/json.ts';

/** A node after whose colon nothing is written. */
export const EMPTY: unique symbol = Symbol('empty');
export type Sparse = Json | typeof EMPTY | Sparse[] | { [name: string]: Sparse };

/** Each key of the root on a line of its own, the rest in braces. */
export function writeYaml(root: { [name: string]: Sparse }): string {
  return Object.entries(root)
    .map(([name, value]) => `${JSON.stringify(name)}: ${writeFlow(value)}\n`)
    .join('');
}

function writeFlow(value: Sparse): string {
  if (value === EMPTY) return '';
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${writeFlow(item)}`);
  return `{ ${entries.join(', ')} }`;
}

export type Path = readonly string[];

/** All nodes of maps, however deep, but for the root. */
export function pathsOf(value: Sparse, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    [...path, name],
    ...pathsOf(item as Sparse, [...path, name]),
  ]);
}

/** The same value with another node at a path. */
export function withNode<T extends Sparse>(value: T, [name, ...rest]: Path, node: Sparse): T {
  if (name === undefined) return node as T;
  const map = value as { [name: string]: Sparse };
  return { ...map, [name]: withNode(map[name] ?? {}, rest, node) } as T;
}
