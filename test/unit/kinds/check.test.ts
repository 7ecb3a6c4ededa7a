import { describe, expect, it } from 'vitest';
import { checkFields } from '../../../src/kinds/check.ts';
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

  it('is not fooled by inherited names', () => {
    expect(checkFields('queue', JSON.parse('{"constructor": 1, "toString": 2}'), 'update')).toEqual([]);
  });
});
