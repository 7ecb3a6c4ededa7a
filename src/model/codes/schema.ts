/** CQ200-CQ299: a value of the wrong type, out of bounds, or unknown. */

import type { CodeFacts } from './code.ts';

export const schemaCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
