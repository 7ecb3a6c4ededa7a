import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/cli/redactor.ts';

test('no secret survives, however it is spelled', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
      const redactor = createRedactor();
      redactor.add(secret);
      for (const spelled of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        expect(redactor.redact(`${before}${spelled}${after}`)).not.toContain(spelled);
      }
    }),
  );
});

test('the longer of two secrets is replaced whole', () => {
  const redactor = createRedactor();
  redactor.add('token');
  redactor.add('token-and-more');
  expect(redactor.redact('a token-and-more b token c')).toBe('a *** b *** c');
});

test('what is too short to be a secret is left', () => {
  const redactor = createRedactor();
  redactor.add('');
  redactor.add('80');
  expect(redactor.redact('8000')).toBe('8000');
});
