/** The paths and queries of the API. Ids are opaque, so they are escaped whole. */

import type { Kind } from '../kinds/kind.ts';
import { kindOf } from '../kinds/registry.ts';
import { EnvironmentError } from '../model/errors.ts';
import type { ListQuery } from './list-query.ts';

export const NUMBERS = '/api/extension_numbers';
export const FILES = '/api/files';
export const UPLOADS = '/api/blobs/uploads';

/** The API never takes more. */
export const MAX_TOP = 100;

/** One segment of a path. An empty one or a dot would make it the path of something else. */
export function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') {
    throw new EnvironmentError(`${JSON.stringify(id)} is the id of nothing`, { code: 'CQ906' });
  }
  return encodeURIComponent(id.replace(/\p{Cs}/gu, '\ufffd'));
}

/** A path below `base`. */
export function pathTo(base: string, ...parts: readonly string[]): string {
  return parts.reduce((path, part) => `${path}/${segment(part)}`, base);
}

/** Where all objects of a kind are. */
export function collectionOf(kind: Kind): string {
  return `/api/${kind.api.path}`;
}

/** Of one object of a kind. */
export function objectPath(kind: Kind, id: string, ...parts: readonly string[]): string {
  return pathTo(collectionOf(kind), id, ...parts);
}

/** Of a list of the object with this id. */
export function listPath(list: Kind, parentId: string, ...parts: readonly string[]): string {
  if (list.parent === undefined) throw new Error(`${list.name} is no list of an object`);
  return objectPath(kindOf(list.parent), parentId, list.api.path, ...parts);
}

/** A filter for the objects with this value. */
export function equalTo(field: string, value: string): string {
  return `${field} eq '${value.replaceAll("'", "''")}'`;
}

export function queryOf(parameters: { readonly [name: string]: string | number | undefined }): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value).replace(/\p{Cs}/gu, '\ufffd'))}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

export function listQueryOf({ filter, search, orderby, top, skip }: ListQuery): string {
  return queryOf({
    filter,
    search,
    orderby,
    top: top === undefined ? undefined : Math.min(Math.max(1, top), MAX_TOP),
    skip: skip === undefined ? undefined : Math.max(0, skip),
  });
}
