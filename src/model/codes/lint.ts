/** CQ300-CQ349: lint, warnings unless --strict. */

import type { CodeFacts } from './code.ts';

export const lintCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
