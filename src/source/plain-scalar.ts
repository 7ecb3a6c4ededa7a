/** What a scalar without quotes means: the core schema of YAML 1.2. */

import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag } from 'js-yaml';

const TAGS = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];

/** Characters that something other than text can begin with; most scalars are settled by this alone. */
const FIRST = new Set('~nNtTfF+-.0123456789');

export function resolvePlainScalar(source: string): null | boolean | number | string {
  if (source === '') return null;
  if (!FIRST.has(source.charAt(0))) return source;
  for (const tag of TAGS) {
    const value = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return source;
}

/** Whether JSON, and so the API, has this very number. */
export function isExactNumber(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
