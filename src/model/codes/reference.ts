/** CQ350-CQ399: references and rules between resources. */

import type { CodeFacts } from './code.ts';

export const referenceCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
