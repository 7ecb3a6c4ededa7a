/**
 * Removes known secrets from texts. Secrets are never printed on purpose; this is a safety net. A PBX may echo what it
 * was sent, so every message that is built from an answer, and all output, passes here.
 *
 * In messages, which are for people, every secret of a minimum length is removed. Results are for programs too, and a
 * short secret may equal ordinary text in them, such as a queue's number 8000 or the JSON value `true`. So only longer
 * secrets are removed from results.
 */

const MARK = '***';
/** The minimum length of a secret that is removed, in characters. */
const MIN_LENGTH = { message: 4, result: 8 } as const;

export interface Redactor {
  add(secret: string): void;
  /** A message: what goes to stderr, and the text of an error. */
  redact(text: string): string;
  /** A result: what goes to stdout or into a file. */
  redactResult(text: string): string;
}

export function createRedactor(): Redactor {
  const spellings: Record<keyof typeof MIN_LENGTH, string[]> = { message: [], result: [] };
  const without = (text: string, known: readonly string[]): string =>
    known.reduce((result, spelling) => result.replaceAll(spelling, MARK), text);
  return {
    add(secret) {
      for (const use of ['message', 'result'] as const) {
        if (secret.length < MIN_LENGTH[use]) continue;
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

/** The secret as it is, and as JSON, XML, XML attribute, HTML, URL and form encoding. */
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
