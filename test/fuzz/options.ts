/** What `scripts/fuzz.js` was asked for. */

export interface FuzzOptions {
  minutes: number;
  seed: number;
  /** Where inputs that fail are saved. */
  folder: string;
  /** Names of subjects; all where there are none. */
  only: readonly string[];
}

/** They come in one variable, as JSON. */
export function readFuzzOptions(env: NodeJS.ProcessEnv): FuzzOptions {
  const text = env['CQCTL_FUZZ'];
  if (text === undefined) throw new Error('to be run by `npm run fuzz`');
  return JSON.parse(text) as FuzzOptions;
}
