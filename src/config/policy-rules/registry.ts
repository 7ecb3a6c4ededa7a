/** What a project demands of its own files. Breaking it is no mistake in the files: it is found offline, and refuses a plan. */

import type { Rule } from '../rules/rule.ts';
import { names } from './names.ts';
import { requiredFields } from './required-fields.ts';

export const POLICY_RULES: readonly Rule[] = [requiredFields, names];
