/** What a project demands of its own files. Breaking it is no mistake in the files: it is found offline, and refuses a plan. */

import type { Problem } from '../../source/problems.ts';
import type { Rule } from '../rules/rule.ts';
import { names, UNUSABLE_PATTERN } from './names.ts';
import { requiredFields } from './required-fields.ts';

export const POLICY_RULES: readonly Rule[] = [requiredFields, names];

/** Found on the way, and a mistake in the file all the same: a demand that nobody can hold anything against. */
export const isMistake = ({ code }: Problem): boolean => code === UNUSABLE_PATTERN;
