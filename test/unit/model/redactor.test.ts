import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/model/redactor.ts';

const spellingsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString().slice('secret='.length),
  JSON.stringify(secret).slice(1, -1),
];

test('no secret survives, however it is spelled, in messages and in results', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
      const redactor = createRedactor();
      redactor.add(secret);
      for (const spelled of spellingsOf(secret)) {
        const text = `${before}${spelled}${after}`;
        expect(redactor.redact(text)).not.toContain(spelled);
        expect(redactor.redactResult(text)).not.toContain(spelled);
      }
    }),
  );
});

test('the longer of two secrets is replaced whole', () => {
  const redactor = createRedactor();
  redactor.add('a-token');
  redactor.add('a-token-and-more');
  expect(redactor.redact('x a-token-and-more y a-token z')).toBe('x *** y *** z');
});

test('a short one is taken out of messages, and leaves results as they are', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 7 }), (secret) => {
      const redactor = createRedactor();
      redactor.add(secret);
      for (const spelled of spellingsOf(secret)) {
        expect(redactor.redact(spelled)).not.toContain(spelled);
        expect(redactor.redactResult(spelled)).toBe(spelled);
      }
    }),
  );
});

test('what is too short to be a secret is left', () => {
  const redactor = createRedactor();
  redactor.add('');
  redactor.add('80');
  expect(redactor.redact('8000')).toBe('8000');
});

test('a secret is found as HTML, as XML and as an attribute of it', () => {
  const redactor = createRedactor();
  redactor.add(`a<b>&"c'`);
  for (const text of [
    'a&lt;b&gt;&amp;&quot;c&#39;',
    `a&lt;b&gt;&amp;"c'`,
    `a&lt;b&gt;&amp;&quot;c'`,
    `a<b>&"c'`,
  ])
    expect(redactor.redactResult(`<p>${text}</p>`)).toBe('<p>***</p>');
});
