/** CI for a new project, as the package ships it: a plan on each review, the saved plan applied after the merge. */

import { readFileSync } from 'node:fs';
import { inertJson } from '../model/inert-text.ts';

/** As deep from `dist` as from `src`. */
const SHIPPED = new URL('../../ci/', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, SHIPPED), 'utf8');

/** What the templates call the folder of the project, seen from the root of the repository. */
const PROJECT_LINE = '  PROJECT: .\n';

/** Relative path in the repository to text. `folder` of the project in it, with forward slashes; `.` for its root. */
export function pipelineFiles(folder: string): { [path: string]: string } {
  return {
    '.github/workflows/cqctl.yml': inFolder(read('github/workflow.yml'), folder, quote),
    '.github/dependabot.yml': read('github/dependabot.yml'),
    '.gitlab-ci.yml': inFolder(read('gitlab/cqctl.gitlab-ci.yml'), folder, quoteForGitlab),
  };
}

function inFolder(text: string, folder: string, write: (folder: string) => string): string {
  return folder === '.' ? text : text.replace(PROJECT_LINE, () => `  PROJECT: ${write(folder)}\n`);
}

/** YAML takes what JSON spells. */
function quote(folder: string): string {
  return inertJson(JSON.stringify(folder));
}

/** GitLab expands variables in the values of variables. */
function quoteForGitlab(folder: string): string {
  return quote(folder.replaceAll('$', '$$$$'));
}
