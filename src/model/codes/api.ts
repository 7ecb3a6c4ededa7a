/** CQ500-CQ599: talking to the PBX. */

import type { CodeFacts } from './code.ts';

export const apiCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
