/**
 * Puts FOLDER/plan.md into a comment of the pull request, or brings the one that is there up to date. Nothing is written when
 * it would be the same, or when nothing changes and nothing was ever said.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;
const API = env.GITHUB_API_URL ?? 'https://api.github.com';
const { pull_request: pull } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
const comments = `${API}/repos/${env.GITHUB_REPOSITORY}/issues/${pull.number}/comments`;

/** Several projects of one repository have a comment each. `--` would end it early. */
const key = JSON.stringify([env.PROJECT, env.ENVIRONMENTS]).replaceAll('-', '\\u002d');
const marker = `<!-- cqctl-comment ${key} -->`;
const body = `${marker}\n${readFileSync(join(env.FOLDER, 'plan.md'), 'utf8')}`;

async function ask(method, url, payload) {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.GITHUB_TOKEN}`,
      'x-github-api-version': '2022-11-28',
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
  });
  const answer = { status: response.status, value: await response.json().catch(() => undefined) };
  if (response.ok || (method === 'PATCH' && response.status === 403)) return answer;
  throw new Error(`${method} ${url}: ${response.status} ${answer.value?.message ?? ''}`);
}

/** Every comment that begins with our marker; somebody else may have written one, too. */
async function findOwn() {
  const found = [];
  for (let page = 1; ; page += 1) {
    const { value } = await ask('GET', `${comments}?per_page=100&page=${page}`);
    found.push(...value.filter((comment) => comment.body?.replaceAll('\r', '').startsWith(marker)));
    if (value.length < 100) return found;
  }
}

async function say() {
  for (const comment of await findOwn()) {
    if (comment.body.replaceAll('\r', '').trimEnd() === body.trimEnd()) return 'the comment is up to date';
    const { status } = await ask('PATCH', comment.url, { body });
    if (status !== 403) return 'the comment was brought up to date';
  }
  if (env.CHANGES !== 'true') return 'nothing changes; no comment is needed';
  await ask('POST', comments, { body });
  return 'a comment was written';
}

try {
  console.log(await say());
} catch (error) {
  // The plan is what matters; it is on the page of the run, and in the artifact.
  const reason = String(error.message).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  console.log(`::warning title=cqctl::the pull request got no comment: ${reason}`);
}
