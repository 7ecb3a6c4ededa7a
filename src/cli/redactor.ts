/** Known secrets, replaced in everything that is written. A net under the rule that secrets are not printed at all. */

/** Shorter ones would blank out ordinary text, and protect nothing. */
const MIN_LENGTH = 4;
const MARK = '***';

export interface Redactor {
  add(secret: string): void;
  redact(text: string): string;
}

export function createRedactor(): Redactor {
  let secrets: string[] = [];
  return {
    add(secret) {
      if (secret.length < MIN_LENGTH) return;
      const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
      // Longest first: a secret that contains another is replaced whole.
      secrets = [...new Set([...secrets, ...spellings])].sort((a, b) => b.length - a.length);
    },
    redact: (text) => secrets.reduce((result, secret) => result.replaceAll(secret, MARK), text),
  };
}
