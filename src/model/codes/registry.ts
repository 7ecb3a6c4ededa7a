/** Every diagnostic and error code. A range is a subject; a code is never reused for another meaning. */

import { apiCodes } from './api.ts';
import type { CodeFacts } from './code.ts';
import { internalCodes } from './internal.ts';
import { lintCodes } from './lint.ts';
import { planCodes } from './plan.ts';
import { referenceCodes } from './reference.ts';
import { scenarioCodes } from './scenario.ts';
import { schemaCodes } from './schema.ts';
import { stateCodes } from './state.ts';
import { yamlCodes } from './yaml.ts';

export const CODES: { readonly [code: string]: CodeFacts } = {
  ...yamlCodes,
  ...schemaCodes,
  ...lintCodes,
  ...referenceCodes,
  ...scenarioCodes,
  ...planCodes,
  ...apiCodes,
  ...stateCodes,
  ...internalCodes,
};
