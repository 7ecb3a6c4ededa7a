/** CQ100-CQ199: reading files and YAML. */

import type { CodeFacts } from './code.ts';

export const yamlCodes = {} as const satisfies { readonly [code: string]: CodeFacts };
