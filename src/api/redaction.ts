/**
 * The secrets that a connection knows, taken out of everything that leaves the adapter as text. A PBX may echo what it
 * was sent, so no message is built from an answer without passing here.
 */

const MARK = '***';
/** Shorter ones would blank out ordinary text, and protect nothing. */
const MIN_LENGTH = 4;

export interface Redaction {
  add(secret: string): void;
  redact(text: string): string;
}

export function createRedaction(): Redaction {
  const spellings = new Set<string>();
  return {
    add(secret) {
      if (secret.length < MIN_LENGTH) return;
      spellings.add(secret);
      spellings.add(JSON.stringify(secret).slice(1, -1));
      spellings.add(new URLSearchParams([['', secret]]).toString().slice(1));
    },
    redact(text) {
      // Longest first: a secret that contains another is replaced whole.
      const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((result, secret) => result.replaceAll(secret, MARK), text);
    },
  };
}
