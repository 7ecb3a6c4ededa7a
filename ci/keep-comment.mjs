/**
 * One comment for a plan, brought up to date in place. Nothing is written when it would be the same, or when nothing changes
 * and nothing was ever said.
 */

const PAGE = 100;

/** In place of a plan that is no longer that of the last commit. */
const NO_PLAN = '### cqctl: no plan\n\nThe last commit could not be planned; its checks say why.\n';

/** Several plans of one review have a comment each, told apart by `key`. `--` would end the marker early. */
export const markerOf = (key) =>
  `<!-- cqctl-comment ${JSON.stringify(key).replaceAll('-', '\\u002d').replaceAll('>', '\\u003e')} -->`;

/**
 * @param plan undefined: there is none, which is said only where one was
 * @param list comments of a page of 100, counted from 1
 * @param isOwn only these are looked at: anybody can write a marker, and could change afterwards what a comment of theirs says
 * @param update false when it may not be changed
 */
export async function keepComment({ key, plan, isNeeded, list, isOwn, update, create }) {
  const marker = markerOf(key);
  const body = `${marker}\n${plan ?? NO_PLAN}`;
  const plain = (text) => (text ?? '').replaceAll('\r', '').trimEnd();
  for (let page = 1, length = PAGE; length === PAGE; page += 1) {
    const comments = await list(page, PAGE);
    length = comments.length;
    for (const comment of comments.filter((each) => isOwn(each) && plain(each.body).startsWith(marker))) {
      if (plain(comment.body) === plain(body)) return 'the comment is up to date';
      if (await update(comment, body)) return 'the comment was brought up to date';
    }
  }
  if (plan === undefined) return 'there is no plan; no comment is needed';
  if (!isNeeded) return 'nothing changes; no comment is needed';
  await create(body);
  return 'a comment was written';
}

export class HttpError extends Error {
  constructor(what, status) {
    super(what);
    this.status = status;
  }
}

/** Asks an API in JSON. `headers` hold the token, which stands nowhere else. */
export const createAsk = (headers) => async (method, url, payload) => {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
  });
  const value = await response.json().catch(() => undefined);
  if (response.ok) return value;
  const message = JSON.stringify(value?.message ?? '');
  throw new HttpError(`${method} ${url}: ${response.status} ${message}`, response.status);
};

/** For `update`: what may not be changed is passed over. */
export const unlessForbidden = (asked) =>
  asked.then(
    () => true,
    (error) => {
      if (error.status === 403) return false;
      throw error;
    },
  );
