/**
 * Which variables of the process's environment `${env.NAME}` may read: those that are meant for the files by their name, and
 * those that whoever runs cqctl allows. The author of a pull request writes the files, so they cannot allow any themselves.
 */

import { isSecretVariable, passwordIn } from '../model/secret-variables.ts';
import { matchesWildcard } from '../model/wildcard.ts';

export const VARIABLE_PREFIX = 'CQCTL_VAR_';

/** `secret`: a credential, which no setting opens. `closed`: nobody has allowed it, whether it is set or not. */
export type Permission = 'open' | 'closed' | 'secret';

export function permissionOf(
  name: string,
  processEnv: { readonly [name: string]: string | undefined },
): Permission {
  if (name.startsWith(VARIABLE_PREFIX) && name.length > VARIABLE_PREFIX.length) return 'open';
  if (isSecretVariable(name)) return 'secret';
  const allowed = (processEnv['CQCTL_ALLOWED_ENV'] ?? '').split(',').map((pattern) => pattern.trim());
  if (!allowed.some((pattern) => matchesWildcard(pattern, name))) return 'closed';
  const value = Object.hasOwn(processEnv, name) ? processEnv[name] : undefined;
  return passwordIn(value ?? '') === undefined ? 'open' : 'secret';
}
