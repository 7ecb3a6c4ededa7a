/** What a `format` of a schema stands for. */

import { canonicalIpv6, canonicalLanguage, isIpv4 } from '../kinds/compare.ts';

export type Formats = { readonly [name: string]: (text: string) => boolean };

export const FORMATS: Formats = {
  ipv4: isIpv4,
  ipv6: (text) => canonicalIpv6(text) !== undefined,
  language: (text) => canonicalLanguage(text) !== undefined,
};
