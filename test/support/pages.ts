/** The pages of the documentation, by their path from the repository's root. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-cli.ts';

export const PAGES: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(folder, path)),
  ),
].sort();
