/**
 * Runs before `npm publish`: a package page shows README.md, and makes its links whole with the `repository` of package.json.
 * Without one they would all be dead, and nobody could tell where the package comes from.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
if (!/^(git\+)?https:\/\/(github\.com|gitlab\.com|bitbucket\.org)\/[^/]+\/[^/]+$/.test(url)) {
  console.error(
    'package.json has no `repository` on GitHub, GitLab or Bitbucket: links of the package page would be dead',
  );
  process.exitCode = 1;
}
