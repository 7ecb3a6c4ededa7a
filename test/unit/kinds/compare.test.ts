import { describe, expect, test } from 'vitest';
import {
  canonicalIpv6,
  canonicalLanguage,
  isIpv4,
  isSameText,
  isSameValue,
} from '../../../src/kinds/compare.ts';
import type { ValueSpec } from '../../../src/kinds/field.ts';
import { queueFields } from '../../../src/kinds/queue.ts';
import { serverFields } from '../../../src/kinds/server.ts';
import type { Json } from '../../../src/model/json.ts';

describe('the same value', () => {
  test.each<[Json, Json | undefined, boolean]>([
    ['en-us', 'EN-US', true],
    ['en-US', 'en-GB', false],
    ['no language at all', 'no language at all', true],
    ['no language at all', 'nor this one', false],
    [null, undefined, true],
    [null, 'en-US', false],
    ['en-US', null, false],
    [7, 'en-US', false],
  ])('as languages: %j, %j', (desired, live, expected) => {
    expect(isSameValue(queueFields.language, desired, live)).toBe(expected);
  });

  test.each<[Json, Json, boolean]>([
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', true],
    ['::ffff:192.0.2.1', '::ffff:c000:201', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['nonsense', 'nonsense', true],
    ['nonsense', '::1', false],
  ])('as IPv6: %j, %j', (desired, live, expected) => {
    expect(isSameValue(serverFields.ipv6, desired, live)).toBe(expected);
  });

  const rule = queueFields.no_answer_forward_rule;
  test.each<[Json, Json, boolean]>([
    [{ action: 'HANGUP' }, { action: 'HANGUP', number: null }, true],
    [{ action: 'HANGUP' }, { action: 'FORWARD_TO_NUMBER', number: '8001' }, false],
    [{ action: 'FORWARD_TO_NUMBER', number: '8001' }, { action: 'FORWARD_TO_NUMBER', number: '8002' }, false],
    [
      { action: 'FORWARD_TO_NUMBER', number: '8001' },
      { action: 'FORWARD_TO_VOICEMAIL', number: '8001' },
      false,
    ],
    [{ action: 'HANGUP' }, 'HANGUP', false],
    ['HANGUP', { action: 'HANGUP' }, false],
  ])('as an object, by what is written: %j, %j', (desired, live, expected) => {
    expect(isSameValue(rule, desired, live)).toBe(expected);
  });

  const ids = queueFields.outbound_caller_ids;
  const caller = (provider_id: string, caller_id: string) => ({ provider_id, caller_id });
  test.each<[Json, Json, boolean]>([
    [[caller('a', '1'), caller('b', '2')], [caller('b', '2'), caller('a', '1')], true],
    [[caller('a', '1')], [caller('a', '1'), caller('b', '2')], false],
    [[caller('a', '1')], [caller('a', '9')], false],
    [[caller('a', '1'), caller('b', '2')], [caller('a', '1'), caller('b', '9')], false],
    [[caller('a', '1'), caller('b', '2')], [caller('a', '9'), caller('b', '2')], false],
    [[caller('a', '1'), caller('b', '2')], [caller('b', '2'), caller('a', '9')], false],
    [[caller('a', '1'), caller('b', '2')], [caller('a', '1'), caller('a', '1')], false],
    [
      [caller('a', '1'), { ...caller('b', '2'), description: 'new' }],
      [caller('a', '1'), { ...caller('b', '2'), description: 'old' }],
      false,
    ],
    [[caller('a', '1')], 'a', false],
    [['not an object'], [caller('a', '1')], false],
  ])('as a list, whatever its order: %j, %j', (desired, live, expected) => {
    expect(isSameValue(ids, desired, live)).toBe(expected);
  });

  test.each<[Json, Json | undefined, boolean]>([
    ['', null, true],
    ['', undefined, true],
    [null, '', true],
    ['', '9', false],
    ['9', '', false],
  ])('as a text that may be empty: %j, %j', (desired, live, expected) => {
    expect(isSameValue(queueFields.callback_outbound_prefix, desired, live)).toBe(expected);
    expect(isSameValue(undefined, desired, live)).toBe(expected);
  });

  test.each<[Json, Json | undefined, boolean]>([
    [[], null, true],
    [[], undefined, true],
    [null, [], true],
    [[], [caller('a', '1')], false],
    [[caller('a', '1')], null, false],
    [[{ ...caller('a', '1'), description: '' }], [caller('a', '1')], true],
  ])('as a list that may be empty: %j, %j', (desired, live, expected) => {
    expect(isSameValue(ids, desired, live)).toBe(expected);
  });

  test.each<[Json, Json | undefined, boolean]>([
    [0, null, false],
    [false, undefined, false],
    [30, 30, true],
    [30, 31, false],
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: '', b: [] }, {}, true],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, [1], false],
    [[1, { a: 1 }], [1, { a: 1, more: true }], true],
    [[1, 2], [2, 1], false],
    [[1, 2], [1, 3], false],
    [[1, 2], [3, 2], false],
    [[{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }], false],
    [{ deep: [1, 2] }, { deep: [1, 3] }, false],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, false],
    [{ a: 1, b: 2 }, { a: 3, b: 2 }, false],
    [[1], [1, 2], false],
    [[1], { 0: 1 }, false],
    [1, undefined, false],
  ])('of a field that is newer than the schema: %j, %j', (desired, live, expected) => {
    expect(isSameValue(undefined, desired, live)).toBe(expected);
  });
});

test('the shortest spelling of an address and the usual one of a language', () => {
  expect(['2001:DB8:0:0::1', '::FFFF:192.0.2.1'].map(canonicalIpv6)).toEqual([
    '2001:db8::1',
    '::ffff:c000:201',
  ]);
  expect(['x::1', '::1x', 'http://::1'].map(canonicalIpv6)).toEqual([undefined, undefined, undefined]);
  expect(['zh-hant-tw', 'zh-hant-tw', 'EN'].map(canonicalLanguage)).toEqual([
    'zh-Hant-TW',
    'zh-Hant-TW',
    'en',
  ]);
});

test('addresses and languages that are none', () => {
  expect([canonicalIpv6('192.0.2.1'), canonicalIpv6('::1]/x['), canonicalIpv6('')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([canonicalLanguage('en_US'), canonicalLanguage('')]).toEqual([undefined, undefined]);
  expect(['192.0.2.1', '255.255.255.255'].map(isIpv4)).toEqual([true, true]);
  expect(['192.0.2', '256.0.0.1', '01.2.3.4', '1.2.3.4.5', ' 1.2.3.4'].some(isIpv4)).toBe(false);
});

describe('Unicode normal forms', () => {
  const [composed, apart] = ['Caf\u00e9', 'Cafe\u0301'];
  const text = queueFields.name;

  test.each<[string, ValueSpec | undefined, Json, Json]>([
    ['a text', text, composed, apart],
    ['a text of a newer field', undefined, composed, apart],
    ['a text in a newer object', undefined, { a: [composed] }, { a: [apart] }],
  ])('%s is the same in either', (_what, facts, a, b) => {
    expect(isSameValue(facts, a, b)).toBe(true);
    expect(isSameValue(facts, b, a)).toBe(true);
  });

  test('what only looks the same is not', () => {
    expect(isSameValue(text, 'a b', 'a\u00a0b')).toBe(false);
    expect(isSameValue(text, 'ﬁ', 'fi')).toBe(false);
    expect(isSameText(composed, undefined)).toBe(false);
    expect(isSameText(undefined, undefined)).toBe(true);
  });
});
