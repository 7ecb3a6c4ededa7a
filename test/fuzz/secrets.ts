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

/** In files that no project has a business with, beside it and in what git keeps of it. */
const FILES: { readonly [path: string]: string } = {
  '../netrc': 'nf-planted-44ab0912',
  '../table.csv': 'tf-planted-0cd3b7e8',
  '.git/config': 'gf-planted-b18d4429',
};

/** To be written with a project. */
export const PLANTED_FILES: { readonly [path: string]: string } = Object.fromEntries(
  Object.entries(FILES).map(([path, secret]) => [path, `a: ${secret}\n\tpassword = ${secret}\n`]),
);

export const SECRET_NAMES: readonly string[] = Object.keys(VARIABLES);

/** What whoever runs cqctl allows the files to read is no secret, however much that is. */
export const ENVIRONMENT: { readonly [name: string]: string } = { ...VARIABLES, CQCTL_ALLOWED_ENV: '*' };

/** The name of the first of them that a text has. */
export function findSecret(text: string): string | undefined {
  return Object.entries({ ...VARIABLES, ...FILES }).find(([, secret]) => text.includes(secret))?.[0];
}
