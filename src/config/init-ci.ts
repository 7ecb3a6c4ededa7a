/** CI for a new project, as the package ships it: a plan on each review, the saved plan applied after the merge. */

import { readFileSync } from 'node:fs';

/** As deep from `dist` as from `src`. */
const SHIPPED = new URL('../../ci/', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, SHIPPED), 'utf8');

export const githubWorkflow = (): string => read('github/workflow.yml');
export const gitlabPipeline = (): string => read('gitlab/cqctl.gitlab-ci.yml');
