/** An extension number: the natural key of a queue, and the identity of an agent. */
export const EXTENSION_NUMBER = {
  type: 'string',
  minLength: 3,
  maxLength: 64,
  pattern: '[0-9]{3,64}',
  patternTitle: '3 to 64 digits',
} as const;

const WHOLE = new RegExp(`^${EXTENSION_NUMBER.pattern}$`);

export function isExtensionNumber(text: string): boolean {
  return WHOLE.test(text);
}
