/**
 * Known secrets, taken out of text: a net under the rule that secrets are not printed at all. A PBX may echo what it was
 * sent, so no message is built from an answer without passing here, and nothing is written without it.
 *
 * Messages are for people, and lose every secret that is long enough to be one. Results are for programs too: a short secret
 * cannot be told from the ordinary text in them, as the password 8000 from a queue's number or `true` from a value of JSON,
 * and to blank that out would make another result of it. So results lose only secrets that stand for nothing else.
 */

const MARK = '***';
/** Characters that a secret has at least to be taken out. */
const LEAST = { message: 4, result: 8 } as const;

export interface Redactor {
  add(secret: string): void;
  /** A message: what goes to stderr, and the text of an error. */
  redact(text: string): string;
  /** A result: what goes to stdout or into a file. */
  redactResult(text: string): string;
}

export function createRedactor(): Redactor {
  const spellings: Record<keyof typeof LEAST, string[]> = { message: [], result: [] };
  const without = (text: string, known: readonly string[]): string =>
    known.reduce((result, spelling) => result.replaceAll(spelling, MARK), text);
  return {
    add(secret) {
      for (const use of ['message', 'result'] as const) {
        if (secret.length < LEAST[use]) continue;
        // Longest first: a secret that contains another is replaced whole.
        spellings[use] = [...new Set([...spellings[use], ...spellingsOf(secret)])].sort(
          (a, b) => b.length - a.length,
        );
      }
    },
    redact: (text) => without(text, spellings.message),
    redactResult: (text) => without(text, spellings.result),
  };
}

/** As it is, in JSON, in XML and its attributes, in HTML, in an address and in a form. */
function spellingsOf(secret: string): string[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attribute = xml.replaceAll('"', '&quot;');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    xml,
    attribute,
    attribute.replaceAll("'", '&#39;'),
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
  ];
}
