/** Secrets of a run, none of which may ever be printed. No file of a project has one of them in it. */

export const SECRETS: { readonly [name: string]: string } = {
  CQCTL_TOKEN: 'tk-planted-5c1f0e77',
  CQCTL_PASSWORD: 'pw-planted-93b1aa02',
  CQCTL_STATE_TOKEN: 'st-planted-77d20c14',
  CQCTL_STATE_PASSWORD: 'sp-planted-10aa9e3f',
};

/** The first of them that a text has. */
export function findSecret(text: string): string | undefined {
  return Object.keys(SECRETS).find((name) => text.includes(SECRETS[name] as string));
}
