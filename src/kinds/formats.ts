/** The canonical spellings of fields as formats of a schema: whether a text has one, and what to type instead. */

import { canonicalIpv6, canonicalLanguage, isIpv4 } from './compare.ts';

export const FORMATS = {
  ipv4: { validate: isIpv4, title: 'an IPv4 address such as 192.0.2.10', hint: ipv4Hint },
  ipv6: {
    validate: (text: string) => canonicalIpv6(text) !== undefined,
    title: 'an IPv6 address such as 2001:db8::10',
    hint: ipv6Hint,
  },
  language: {
    validate: (text: string) => canonicalLanguage(text) !== undefined,
    title: 'a language tag such as en-US',
    hint: languageHint,
  },
} as const;

/** Without a scheme, a port, a mask, and zeros in front. */
function ipv4Hint(text: string): string {
  if (canonicalIpv6(bareIpv6(text)) !== undefined) return 'an IPv6 address goes into `ipv6`';
  const host = text.trim().replace(/^[a-z]+:\/\//i, '');
  const bare = host.replace(/[:/].*$/, '').replace(/(?<![0-9])0+(?=[0-9])/g, '');
  return isIpv4(bare) ? `write ${bare}` : 'write four numbers from 0 to 255, with dots between them';
}

function ipv6Hint(text: string): string {
  if (isIpv4(text.trim())) return 'an IPv4 address goes into `ipv4`';
  const bare = bareIpv6(text);
  return canonicalIpv6(bare) === undefined
    ? 'write eight groups of hexadecimal digits, with one `::` at most in the place of zeros'
    : `write ${bare}`;
}

/** Without brackets and a port, a zone, a mask. */
function bareIpv6(text: string): string {
  return text
    .trim()
    .replace(/^\[(.*)\](:[0-9]*)?$/, '$1')
    .replace(/[%/].*$/, '');
}

/** `en_US.UTF-8`, as the environment of a process has it, is en-US. */
function languageHint(text: string): string {
  const tag = canonicalLanguage(
    text
      .trim()
      .replace(/[.@].*$/, '')
      .replaceAll('_', '-'),
  );
  return tag === undefined
    ? 'write the code of a language, alone or with that of a country: en, en-US'
    : `write ${tag}`;
}
