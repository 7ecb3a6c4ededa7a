/** Which PBX is meant in a folder that has no project, or not yet one. */

import { join } from 'node:path';
import { PROJECT_FILE } from '../../config/project-files.ts';
import { readTarget } from '../../config/target.ts';
import type { TargetSettings } from '../../config/target-settings.ts';
import { ConfigError } from '../../model/errors.ts';
import { FileScope } from '../../source/file-scope.ts';
import { Problems } from '../../source/problems.ts';
import { SourceMap } from '../../source/source-map.ts';
import type { Invocation } from '../invocation.ts';

/**
 * What CQCTL_URL of `env` names, else the embedded PBX. Its data are the folder's: a link in the place of `.cqctl` may have
 * come with a change, and must not decide where they are written.
 */
export async function readFolderTarget(
  { settings }: Pick<Invocation, 'settings'>,
  folder: string,
  env: Invocation['host']['env'],
): Promise<TargetSettings> {
  const problems = new Problems();
  const scope = new FileScope(join(folder, PROJECT_FILE), { allowsOutside: settings.allowsOutside });
  const target = await readTarget({}, { folder, scope, processEnv: env, map: new SourceMap(), problems });
  if (problems.hasErrors) throw new ConfigError(problems.list(false));
  return target;
}

/** The file of the embedded PBX that belongs to the folder. */
export async function readDataFile(
  invocation: Pick<Invocation, 'settings'>,
  folder: string,
): Promise<string> {
  const target = await readFolderTarget(invocation, folder, {});
  if (target.kind !== 'embedded') throw new Error('without CQCTL_URL the embedded PBX is meant');
  return target.dataFile;
}
