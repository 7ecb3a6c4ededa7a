/** CQ600-CQ699: state and its lock. */

import type { CodeFacts } from './code.ts';

export const stateCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
