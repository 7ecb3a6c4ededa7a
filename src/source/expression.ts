/** Whether `${…}` may be in a text: what begins like this is replaced, or is wrong. */
export function hasExpression(text: string): boolean {
  return text.includes('${');
}
