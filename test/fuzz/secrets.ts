/** Secrets around a project, none of which may ever be printed. No file of the project itself has one of them in it. */

/** In the environment, where some are another program's. */
const VARIABLES: { readonly [name: string]: string } = {
  CQCTL_TOKEN: 'tk-planted-5c1f0e77',
  CQCTL_PASSWORD: 'pw-planted-93b1aa02',
  CQCTL_STATE_TOKEN: 'st-planted-77d20c14',
  CQCTL_STATE_PASSWORD: 'sp-planted-10aa9e3f',
  CQCTL_GITLAB_TOKEN: 'gl-planted-5be04c61',
  AWS_SECRET_ACCESS_KEY: 'aw-planted-e0914d7b',
};

export const SECRET_NAMES: readonly string[] = Object.keys(VARIABLES);

/** What whoever runs cqctl allows the files to read is no secret, however much that is. */
export const ENVIRONMENT: { readonly [name: string]: string } = { ...VARIABLES, CQCTL_ALLOWED_ENV: '*' };

/** The name of the first of them that a text has. */
export function findSecret(text: string): string | undefined {
  return SECRET_NAMES.find((name) => text.includes(VARIABLES[name] as string));
}
