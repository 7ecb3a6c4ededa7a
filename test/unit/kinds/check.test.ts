import { describe, expect, it } from 'vitest';
import { checkFields } from '../../../src/kinds/check.ts';
import type { KindName } from '../../../src/model/address.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const QUEUE: JsonObject = { name: 'Support', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT' };

function rulesOf(...args: Parameters<typeof checkFields>): string[] {
  return checkFields(...args).map(({ path, rule }) => `${path} ${rule}`);
}

describe('checkFields', () => {
  it('accepts what is right and ignores what it does not know', () => {
    expect(checkFields('queue', { ...QUEUE, wrap_up_time: 'whatever' }, 'create')).toEqual([]);
    expect(checkFields('queue', {}, 'update')).toEqual([]);
  });

  it.each<[JsonObject, string[]]>([
    [{ name: '' }, ['name length']],
    [{ name: '😀'.repeat(64) }, []],
    [{ name: '😀'.repeat(65) }, ['name length']],
    [{ name: 7 }, ['name type']],
    [{ ring_time: 1 }, []],
    [{ ring_time: 0 }, ['ring_time bounds']],
    [{ ring_time: 65536 }, ['ring_time bounds']],
    [{ ring_time: 1.5 }, ['ring_time type']],
    [{ ring_time: '20' }, ['ring_time type']],
    [{ enable_paid: 'true' }, ['enable_paid type']],
    [{ intro_type: 'normal' }, ['intro_type enum']],
    [{ language: 'zh-Hant-TW' }, []],
    [{ language: 'en_US' }, ['language format']],
    [{ no_answer_forward_rule: 'HANGUP' }, ['no_answer_forward_rule type']],
    [{ no_answer_forward_rule: {} }, ['no_answer_forward_rule.action required']],
    [{ outbound_caller_ids: {} }, ['outbound_caller_ids type']],
    [
      { outbound_caller_ids: [{ provider_id: 'p', caller_id: '1' }, 5, { provider_id: 'p' }] },
      ['outbound_caller_ids[1] type', 'outbound_caller_ids[2].caller_id required'],
    ],
    [{ extension_number: '8000\n' }, ['extension_number createOnly']],
    [{ moh_prompt_file_name: 'x' }, ['moh_prompt_file_name readOnly']],
    [{ ring_time: null, language: null }, []],
    [{ polling_strategy: null }, ['polling_strategy required']],
  ])('of the update %j reports %j', (body, rules) => {
    expect(rulesOf('queue', body, 'update')).toEqual(rules);
  });

  it('knows each pattern from the others', () => {
    const body = { no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '+12' } };
    expect(rulesOf('queue', { ...QUEUE, ...body }, 'create')).toEqual([]);
    expect(rulesOf('queue', { ...QUEUE, ...body, extension_number: '+12' }, 'create')).toEqual([
      'extension_number pattern',
    ]);
  });

  it('checks the whole of a pattern', () => {
    for (const extension_number of ['80', '8000\n', ' 8000', '80a0', '8'.repeat(65)]) {
      expect(rulesOf('queue', { ...QUEUE, extension_number }, 'create')).toEqual([
        'extension_number pattern',
      ]);
    }
  });

  it('wants required fields on create, where null is as good as absent', () => {
    expect(rulesOf('queue', { name: null }, 'create')).toEqual([
      'name required',
      'extension_number required',
      'polling_strategy required',
    ]);
  });

  it('checks addresses, and wants one', () => {
    const check = (fields: JsonObject): string[] => rulesOf('server', { name: 'edge', ...fields }, 'create');
    expect(check({})).toEqual(['ipv4 oneOf']);
    expect(check({ ipv4: '192.0.2.1' })).toEqual([]);
    expect(check({ ipv4: '192.0.2.256' })).toEqual(['ipv4 format']);
    expect(check({ ipv6: '2001:db8::1' })).toEqual([]);
    expect(check({ ipv6: '2001:db8::g' })).toEqual(['ipv6 format']);
    expect(rulesOf('server', { enabled: false }, 'update')).toEqual([]);
    expect(rulesOf('server', { ipv4: '192.0.2.1' }, 'update')).toEqual(['ipv4 createOnly']);
  });

  it.each<[KindName, JsonObject, 'create' | 'update', string]>([
    ['queue', {}, 'create', 'is required'],
    ['queue', { ...QUEUE, name: '' }, 'create', 'must be 1 to 64 characters long'],
    [
      'queue',
      { ...QUEUE, outbound_caller_ids: [{ provider_id: '', caller_id: '1' }] },
      'create',
      'must be at least 1 characters long',
    ],
    ['agents', { extension_number: '2001', display_name: 'x' }, 'create', 'is read-only'],
    ['queue', { extension_number: '8000' }, 'update', 'can be set on create only'],
    ['queue', { name: null }, 'update', 'cannot be empty'],
    ['queue', { name: 1 }, 'update', 'must be a string'],
    ['queue', { ring_time: '1' }, 'update', 'must be a whole number'],
    ['queue', { ring_time: 0 }, 'update', 'must be from 1 to 65535'],
    ['queue', { enable_paid: 1 }, 'update', 'must be true or false'],
    ['queue', { night_mode_forward_rule: 1 }, 'update', 'must be an object'],
    ['queue', { outbound_caller_ids: 1 }, 'update', 'must be a list'],
    ['queue', { intro_type: 'LOUD' }, 'update', 'must be one of DISABLE, NORMAL, FULL'],
    ['queue', { language: '_' }, 'update', 'must be a BCP 47 language tag such as en-US'],
    ['queue', { ...QUEUE, extension_number: '1' }, 'create', 'must be 3 to 64 digits'],
    ['server', { name: 'edge', ipv4: '1' }, 'create', 'must be an IPv4 address'],
    ['server', { name: 'edge', ipv6: '1' }, 'create', 'must be an IPv6 address'],
    ['server', { name: 'edge' }, 'create', 'is missing: a server needs ipv4 or ipv6'],
  ])('of a %s with %j on %s says that it %s', (kind, body, mode, message) => {
    expect(checkFields(kind, body, mode)[0]?.message).toBe(message);
  });

  it.each<[string, string[]]>([
    ['\u{1f600}'.repeat(1024), []],
    ['\u{1f600}'.repeat(1025), ['outbound_caller_ids[0].description length']],
    ['x'.repeat(1024), []],
    ['x'.repeat(1025), ['outbound_caller_ids[0].description length']],
  ])('counts characters of texts that may be empty', (description, rules) => {
    const outbound_caller_ids = [{ provider_id: 'p', caller_id: '1', description }];
    expect(rulesOf('queue', { outbound_caller_ids }, 'update')).toEqual(rules);
  });

  it('takes bounds in, and lets a server do with either address, which null is not', () => {
    expect(rulesOf('queue', { ring_time: 65535 }, 'update')).toEqual([]);
    expect(rulesOf('server', { name: 'edge', ipv4: null, ipv6: null }, 'create')).toEqual(['ipv4 oneOf']);
    expect(rulesOf('agents', { extension_number: '2001', skill_level: null }, 'create')).toEqual([]);
    expect(rulesOf('agents', { extension_number: '2001', display_name: null }, 'create')).toEqual([]);
    expect(rulesOf('queue', { display_name: 'x' }, 'update')).toEqual([]);
    expect(rulesOf('agents', { display_name: null }, 'update')).toEqual(['display_name readOnly']);
    expect(rulesOf('queue', { no_answer_forward_rule: { action: 'HANGUP', number: '' } }, 'update')).toEqual([
      'no_answer_forward_rule.number pattern',
    ]);
  });

  it('is not fooled by inherited names', () => {
    expect(checkFields('queue', JSON.parse('{"constructor": 1, "toString": 2}'), 'update')).toEqual([]);
  });
});
