/** Which environments a project has, in the order in which they are written. */

import type { Checked } from '../model/diagnostic.ts';
import { isObject } from '../model/json.ts';
import { Problems } from '../source/problems.ts';
import { SourceMap } from '../source/source-map.ts';
import { type ProjectPath, readProjectFile } from './project-files.ts';

/** At least one; none is a problem. */
export async function listEnvironments(options: ProjectPath): Promise<Checked<string[]>> {
  const problems = new Problems();
  const map = new SourceMap();
  const main = await readProjectFile(options, { map, problems });
  const environments = main?.root['environments'] ?? null;
  const names = isObject(environments) ? map.namesOf(environments) : [];
  if (main !== undefined && names.length === 0) {
    problems.error({
      code: 'CQ119',
      at: map.keyPlace(main.root, 'version'),
      summary: 'this project has no environments',
      hint: 'add them under `environments`, or leave out --all',
    });
  }
  const diagnostics = problems.list(false);
  return problems.hasErrors ? { diagnostics } : { value: [...names], diagnostics };
}
