import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { newDocument, serializeDocument } from '../../../src/state/document.ts';
import { isTerraformState, recognizeForeignText } from '../../../src/state/foreign-text.ts';
import { parseDocument } from '../../../src/state/parse-document.ts';

const good = serializeDocument({ ...newDocument('x'), serial: 3 });
/** As a file is read. */
const decoded = (bytes: Buffer) => bytes.toString('utf8');
const parse = (text: string) => () => parseDocument(text, 'state.json', 'the backup');

describe('a text that is no state', () => {
  test.each([
    ['UTF-16 with its mark', decoded(Buffer.from(`\ufeff${good}`, 'utf16le')), 'it is UTF-16'],
    ['UTF-16 without one', decoded(Buffer.from(good, 'utf16le')), 'it is UTF-16'],
    ['UTF-16, big endian', decoded(Buffer.from(`\ufeff${good}`, 'utf16le').swap16()), 'it is UTF-16'],
    ['a byte order mark', `\ufeff${good}`, 'it begins with a byte order mark'],
    ['merge marks', `{\n<<<<<<< HEAD\n"serial":1,\n=======\n"serial":2,\n>>>>>>> a\n}`, 'merge in line 2'],
    ['merge marks of Windows', `<<<<<<< HEAD\r\n{}\r\n=======\r\n{}\r\n>>>>>>> a\r\n`, 'merge in line 1'],
    ['diff3 marks', `{\n||||||| 1a2b\n}`, 'merge in line 2'],
  ])('%s is told as what it is, with what to do', (_title, text, fault) => {
    expect(parse(text)).toThrow(
      expect.objectContaining({
        code: 'CQ601',
        message: expect.stringContaining(fault),
        hint: expect.not.stringContaining('the backup'),
      }),
    );
  });

  test('zero bytes alone are no UTF-16: a power cut leaves them', () => {
    expect(parse('\0'.repeat(512))).toThrow(
      expect.objectContaining({ hint: 'the backup', message: expect.stringContaining('it is not JSON') }),
    );
  });

  test('anything else is said to be no JSON, and nothing of it is shown', () => {
    expect(parse('root:x:0:0:secret')).toThrow(
      expect.objectContaining({
        code: 'CQ601',
        hint: 'the backup',
        message: expect.not.stringMatching(/root|secret/),
      }),
    );
  });

  test('signs within a value are no marks', () => {
    const text = serializeDocument({ ...newDocument('<<<<<<< HEAD\n======='), serial: 1 });
    expect(parse(text)).not.toThrow();
  });

  test.each([
    [
      'of version 4',
      { version: 4, terraform_version: '1.5.0', serial: 1, lineage: 'x', outputs: {}, resources: [] },
    ],
    ['of version 3', { version: 3, serial: 1, lineage: 'x', modules: [] }],
    ['of OpenTofu, encrypted', { serial: 1, lineage: 'x', meta: {}, encrypted_data: 'AAAA' }],
    ['of a workspace without resources', { version: 4, terraform_version: '1.9.0' }],
  ])('Terraform’s %s is one of its own, and cannot be replaced as a damaged one can', (_title, value) => {
    expect(parse(JSON.stringify(value))).toThrow(expect.objectContaining({ code: 'CQ616' }));
  });

  test('a newer version of cqctl’s own is not taken for Terraform’s', () => {
    const newer = { version: 4, lineage: 'x', serial: 1, target: 't', resources: {} };
    expect(parse(JSON.stringify(newer))).toThrow(expect.objectContaining({ code: 'CQ602' }));
  });
});

test.each<[Json, boolean]>([
  [null, false],
  ['text', false],
  [[], false],
  [{ terraform_version: '1.5.0' }, true],
  [{ terraform_version: 1 }, false],
  [{ lineage: 'x', encrypted_data: 'AAAA' }, true],
  [{ encrypted_data: 'AAAA' }, false],
  [{ lineage: 'x', encrypted_data: 1 }, false],
  [{ lineage: 'x', version: 3, resources: [] }, true],
  [{ lineage: 'x', version: 3, modules: [] }, true],
  [{ lineage: 'x', version: '4', resources: [] }, true],
  [{ lineage: 'x', version: 2, resources: [] }, false],
  [{ lineage: 'x', version: 3, resources: {} }, false],
  [{ lineage: 1, version: 3, resources: [] }, false],
  [{ version: 3, resources: [] }, false],
  [{ lineage: 'x', resources: [] }, false],
])('%j is a state of Terraform: %s', (value, expected) => {
  expect(isTerraformState(value)).toBe(expected);
});

test.each([
  ['{"a":"\0"}'],
  ['no marks: ======= here'],
  ['{\n  "a": "<<<<<<< HEAD"\n}'],
  ['======== eight'],
  ['====== six'],
])('%j is not recognised', (text) => {
  expect(recognizeForeignText(text)).toBeUndefined();
});
