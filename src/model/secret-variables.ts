/**
 * The variables of the process's environment whose values are secret, wherever they turn up. One environment of a project
 * may have its own, as CQCTL_TOKEN__NORTH. A variable that ends in _FILE names a file, and a user name is no secret.
 */

const SECRET_VARIABLES = [
  'CQCTL_TOKEN',
  'CQCTL_PASSWORD',
  'CQCTL_SERVE_TOKEN',
  'CQCTL_STATE_TOKEN',
  'CQCTL_STATE_PASSWORD',
  'CQCTL_STATE_URL',
  'PGPASSWORD',
] as const;
export type SecretVariable = (typeof SECRET_VARIABLES)[number];

export function isSecretVariable(name: string): boolean {
  // Windows does not tell case apart.
  const [base] = name.toUpperCase().split('__');
  return SECRET_VARIABLES.some((secret) => secret === base);
}
