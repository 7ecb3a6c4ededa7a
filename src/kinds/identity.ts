/** Identifies an object without an id: its kind and its natural key. */

import type { KindName } from '../model/address.ts';
import { kindOf } from './registry.ts';

export function identity(kind: KindName, key: string): string {
  return `${kind} ${key}`;
}

/** For a list, the identity of its object. */
export function objectIdentity({ kind, naturalKey }: { kind: KindName; naturalKey: string }): string {
  return identity(kindOf(kind).parent ?? kind, naturalKey);
}
