/** Every diagnostic and error code. A range is a subject; a code is never reused for another meaning. */

import { apiCodes } from './api.ts';
import { internalCodes } from './internal.ts';
import { lintCodes } from './lint.ts';
import { planCodes } from './plan.ts';
import { referenceCodes } from './reference.ts';
import { scenarioCodes } from './scenario.ts';
import { schemaCodes } from './schema.ts';
import { stateCodes } from './state.ts';
import { yamlCodes } from './yaml.ts';

export const CODES = {
  ...yamlCodes,
  ...schemaCodes,
  ...lintCodes,
  ...referenceCodes,
  ...scenarioCodes,
  ...planCodes,
  ...apiCodes,
  ...stateCodes,
  ...internalCodes,
} as const;

/** A code that is listed; a mistyped one does not compile. */
export type Code = keyof typeof CODES;
