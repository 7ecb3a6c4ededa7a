/** Puts FOLDER/plan.md into a comment of the pull request; without a FOLDER there is no plan. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAsk, keepComment, unlessForbidden } from '../keep-comment.mjs';

const { env } = process;
const api = env.GITHUB_API_URL ?? 'https://api.github.com';
const { pull_request: pull } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
const comments = `${api}/repos/${env.GITHUB_REPOSITORY}/issues/${pull.number}/comments`;
const ask = createAsk({
  accept: 'application/vnd.github+json',
  authorization: `Bearer ${env.GITHUB_TOKEN}`,
  'x-github-api-version': '2022-11-28',
});

/** Whose the token is. The REST API does not tell that to the token of a job; an API without GraphQL tells nothing. */
async function readLogin() {
  const answer = await ask('POST', env.GITHUB_GRAPHQL_URL ?? `${api}/graphql`, {
    query: '{ viewer { login } }',
  }).catch(() => undefined);
  return answer?.data?.viewer?.login?.replace(/\[bot\]$/, '');
}

try {
  const login = await readLogin();
  const said = await keepComment({
    key: [env.PROJECT, env.ENVIRONMENTS],
    plan: env.FOLDER ? readFileSync(join(env.FOLDER, 'plan.md'), 'utf8') : undefined,
    isNeeded: env.CHANGES === 'true',
    list: (page, size) => ask('GET', `${comments}?per_page=${size}&page=${page}`),
    isOwn: ({ user }) =>
      login === undefined ? user?.type === 'Bot' : user?.login?.replace(/\[bot\]$/, '') === login,
    update: ({ url }, body) => unlessForbidden(ask('PATCH', url, { body })),
    create: (body) => ask('POST', comments, { body }),
  });
  console.log(said);
} catch (error) {
  // The plan is what matters; it is on the page of the run, and in the artifact.
  const reason = String(error.message).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  console.log(`::warning title=cqctl::the pull request got no comment: ${reason}`);
}
