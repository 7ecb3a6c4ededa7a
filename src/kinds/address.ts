/** The parts of an address. */

import type { KindName } from '../model/address.ts';
import { type Address, formatAddress } from '../model/address.ts';
import { findKind, listOf } from './registry.ts';

/** Undefined when the text is no address of a known kind. A key may itself hold dots. */
export function parseAddress(text: string): { kind: KindName; key: string } | undefined {
  const dot = text.indexOf('.');
  const kind = findKind(text.slice(0, Math.max(dot, 0)));
  const key = text.slice(dot + 1);
  return kind === undefined || key === '' ? undefined : { kind: kind.name, key };
}

/** Of a list, the object that it belongs to; any other address is its own. */
export function ownerOf(address: Address): Address {
  const parts = parseAddress(address);
  const parent = parts === undefined ? undefined : findKind(parts.kind)?.parent;
  return parts === undefined || parent === undefined ? address : formatAddress(parent, parts.key);
}

/** The list that an object of this address has, where its kind has one. */
export function listAddress(address: Address): Address | undefined {
  const parts = parseAddress(address);
  const list = parts === undefined ? undefined : listOf(parts.kind);
  return parts === undefined || list === undefined ? undefined : formatAddress(list.name, parts.key);
}
