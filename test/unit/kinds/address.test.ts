import { expect, test } from 'vitest';
import { listAddress, ownerOf, parseAddress } from '../../../src/kinds/address.ts';
import type { Address } from '../../../src/model/address.ts';

test.each<[string, ReturnType<typeof parseAddress>]>([
  ['queue.support', { kind: 'queue', key: 'support' }],
  ['queue.support.eu', { kind: 'queue', key: 'support.eu' }],
  ['agents.a', { kind: 'agents', key: 'a' }],
  ['queue.', undefined],
  ['queue', undefined],
  ['server', undefined],
  ['', undefined],
  ['.support', undefined],
  ['Queue.support', undefined],
  ['ring_group.support', undefined],
])('the parts of %j are %j', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected);
});

test.each<[Address, Address, Address | undefined]>([
  ['queue.support', 'queue.support', 'agents.support'],
  ['agents.support', 'queue.support', undefined],
  ['agents.support.eu', 'queue.support.eu', undefined],
  ['server.edge', 'server.edge', undefined],
  ['ring_group.support', 'ring_group.support', undefined],
])('%s belongs to %s and has the list %s', (address, owner, list) => {
  expect(ownerOf(address)).toBe(owner);
  expect(listAddress(address)).toBe(list);
});
