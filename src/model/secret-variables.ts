/**
 * Which variables of the process's environment hold secrets, by their names. cqctl's own are listed; others are
 * recognised by name, such as AWS_SECRET_ACCESS_KEY, because a pipeline holds more credentials than cqctl's. One
 * environment of a project may have its own, as CQCTL_TOKEN__NORTH. A variable that ends in _FILE names a file, and a
 * user name is no secret.
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

/** Anywhere in a name. */
const SECRET_WORDS =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|AUTHORIZATION|COOKIE|CONNECTION_?STRING/;
/** At the end of a name only, and not of a variable for the files: a queue has a key, too. */
const SECRET_ENDINGS = /_(KEY|PASS|PWD|PSW|PAT|JWT|DSN|AUTH|SAS)$/;
/** What is beside a secret: where it is, or what it is called. */
const HARMLESS_ENDINGS = /_(FILE|PATH|DIR|SOCK|NAME)$/;

/** One that cqctl itself reads. */
export function isOwnSecretVariable(name: string): boolean {
  const base = baseOf(name);
  return SECRET_VARIABLES.some((secret) => secret === base);
}

/** The name is that of a credential, cqctl's or anybody's. */
export function isSecretVariable(name: string): boolean {
  const base = baseOf(name);
  if (HARMLESS_ENDINGS.test(base)) return false;
  // The whole name too: what stands after two underscores may be no environment, as in npm_config__authToken.
  return isOwnSecretVariable(name) || [base, name.toUpperCase()].some(hasSecretName);
}

function hasSecretName(name: string): boolean {
  return SECRET_WORDS.test(name) || (!name.startsWith('CQCTL_VAR_') && SECRET_ENDINGS.test(name));
}

/** Variables of libpq whose names do not look like secrets. */
const SECRET_FILE_VARIABLES: ReadonlySet<string> = new Set(['PGPASSFILE', 'PGSSLKEY']);

/** The variable names a file with a secret in it, as CQCTL_TOKEN_FILE and CQCTL_TOKEN_FILE__NORTH do. */
export function isSecretFileVariable(name: string): boolean {
  const base = baseOf(name);
  if (SECRET_FILE_VARIABLES.has(base)) return true;
  return base.endsWith('_FILE') && isSecretVariable(base.slice(0, -'_FILE'.length));
}

/** Variable names are case-insensitive on Windows. */
function baseOf(name: string): string {
  return name.toUpperCase().split('__')[0] ?? '';
}

/** The password in an address, as of a proxy or a database; undefined for what is no address or has none. */
export function passwordIn(value: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(value) || !URL.canParse(value)) return undefined;
  const { password, username } = new URL(value);
  const secret = password === '' ? username : password;
  return secret === '' ? undefined : secret;
}
