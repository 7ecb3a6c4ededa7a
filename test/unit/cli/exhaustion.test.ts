import { describe, expect, test } from 'vitest';
import { describeExhaustion } from '../../../src/cli/run/exhaustion.ts';
import { exitCodeOf } from '../../../src/cli/run/exit-codes.ts';
import { describeErrors } from '../../../src/cli/run/failure-text.ts';
import { EnvironmentError } from '../../../src/model/errors.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('what the machine ran out of', () => {
  test.each([
    ['EMFILE', 'CQ918'],
    ['ENFILE', 'CQ918'],
    ['ENOMEM', 'CQ919'],
    ['ERR_WORKER_OUT_OF_MEMORY', 'CQ919'],
  ])('%s is told as %s, also as a cause', (code, expected) => {
    for (const error of [withCode(code), new Error('while reading', { cause: withCode(code) })]) {
      expect(describeExhaustion(error)?.code).toBe(expected);
      expect(exitCodeOf(error)).toBe(1);
      expect(describeErrors(error)).toMatchObject([{ code: expected }]);
    }
  });

  test('a bug stays one', () => {
    for (const error of [new Error('x'), new RangeError('toFixed'), withCode('ENOENT'), 'text']) {
      expect(describeExhaustion(error)).toBeUndefined();
      expect(exitCodeOf(error)).toBe(70);
    }
  });

  test('an error that says more is kept', () => {
    const error = new EnvironmentError('a.yaml cannot be read', {
      code: 'CQ904',
      cause: withCode('EMFILE'),
    });
    expect(describeErrors(error)).toMatchObject([{ code: 'CQ904' }]);
  });
});
