/** Puts the plan of the file that is named into a note of the merge request; PLAN_CODE is the exit code of its plan. */

import { existsSync, readFileSync } from 'node:fs';
import { createAsk, keepComment, unlessForbidden } from '../keep-comment.mjs';

const { argv, env } = process;
const [file = 'plan.md'] = argv.slice(2);

async function say() {
  if (!env.CI_MERGE_REQUEST_IID) return 'no merge request, no note';
  if (!env.CQCTL_GITLAB_TOKEN) return 'no CQCTL_GITLAB_TOKEN, no note';
  const ask = createAsk({ 'private-token': env.CQCTL_GITLAB_TOKEN });
  const { id } = await ask('GET', `${env.CI_API_V4_URL}/user`);
  const notes = `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}/merge_requests/${env.CI_MERGE_REQUEST_IID}/notes`;
  return keepComment({
    key: [env.CI_JOB_NAME],
    plan: existsSync(file) ? readFileSync(file, 'utf8') : undefined,
    isNeeded: env.PLAN_CODE !== '0',
    list: (page, size) => ask('GET', `${notes}?sort=asc&order_by=created_at&per_page=${size}&page=${page}`),
    isOwn: ({ author }) => author?.id === id,
    update: (note, body) => unlessForbidden(ask('PUT', `${notes}/${note.id}`, { body })),
    create: (body) => ask('POST', notes, { body }),
  });
}

// The plan is what matters; it is in the log, and in the artifact.
console.log(await say().catch((error) => `the merge request got no note: ${error.message}`));
