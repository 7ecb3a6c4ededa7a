/** The files of a project that people edit, as they are on the disk. */

import { type ProjectPath, readProjectFiles } from '../../config/project-files.ts';
import { ConfigError } from '../../model/errors.ts';
import type { FileScope } from '../../source/file-scope.ts';
import { Problems } from '../../source/problems.ts';
import { SourceMap } from '../../source/source-map.ts';
import type { Invocation } from '../invocation.ts';

export interface ProjectText {
  /** Absolute. */
  path: string;
  /** As diagnostics and sources name it. */
  name: string;
  text: string;
  scope: FileScope | undefined;
  /** Whether diagnostics may repeat what it says. */
  canShow: boolean;
}

/** The project that the settings name, and where its files may be. */
export function projectPath(
  { settings, host }: Pick<Invocation, 'settings' | 'host'>,
  path = settings.file,
): ProjectPath {
  return { path, cwd: host.cwd, allowsOutside: settings.allowsOutside };
}

/** The project file first. They have to be YAML; nothing else is asked of them. */
export async function readProjectTexts({ settings, host, compute }: Invocation): Promise<ProjectText[]> {
  const context = { map: new SourceMap(), problems: new Problems() };
  const files = await compute(() => readProjectFiles(projectPath({ settings, host }), context));
  if (files?.isWhole !== true) throw new ConfigError(context.problems.list(false));
  return files.roots.flatMap((root) => context.map.get(root)?.file ?? []);
}
