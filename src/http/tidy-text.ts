/** Text that the PBX or a proxy sent, made fit for one line of a message of ours. */

/** Controls, line and paragraph separators, invisible formatting, lone surrogates: nothing that moves or hides text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}\s]+/gu;

/** At most `limit` code points; runs of white space and unsafe characters become one space. */
export function tidyText(text: string, limit = 300): string {
  // What is cut off anyway is not looked at: an answer may have megabytes.
  const tidy = text
    .slice(0, limit * 4)
    .replace(UNSAFE, ' ')
    .trim();
  const characters = [...tidy];
  return characters.length <= limit ? tidy : `${characters.slice(0, limit - 1).join('')}…`;
}
