/** How an object is told from all others without an id: by its kind and its natural key. */

import type { KindName } from '../model/address.ts';
import { kindOf } from './registry.ts';

export function identity(kind: KindName, key: string): string {
  return `${kind} ${key}`;
}

/** Of a list, that of the object it belongs to. */
export function objectIdentity({ kind, naturalKey }: { kind: KindName; naturalKey: string }): string {
  return identity(kindOf(kind).parent ?? kind, naturalKey);
}
