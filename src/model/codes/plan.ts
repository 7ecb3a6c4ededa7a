/** CQ400-CQ499: what a plan refuses or warns of. */

import type { CodeFacts } from './code.ts';

export const planCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
