/**
 * The practical limit for reading a PBX: an undici pool that gets and parses the URLs a plan needs, with the same
 * parallelism and nothing else. Usage: node bench/pool.js URL PARALLELISM
 */

import { Pool } from 'undici';

const [url, parallelism] = process.argv.slice(2);
const pool = new Pool(url, { connections: Number(parallelism), pipelining: 1 });
const headers = { authorization: `Bearer ${process.env.CQCTL_TOKEN}` };

async function get(path) {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
  return body.json();
}

async function getAll(paths) {
  const results = new Array(paths.length);
  let next = 0;
  const worker = async () => {
    while (next < paths.length) {
      const index = next++;
      results[index] = await get(paths[index]);
    }
  };
  await Promise.all(Array.from({ length: Number(parallelism) }, worker));
  return results;
}

const page = (skip) =>
  `/api/call_queues?top=100&skip=${skip}&orderby=${encodeURIComponent('extension_number asc')}`;
const first = await get(page(0));
const rest = [];
for (let skip = 100; skip < first.count; skip += 100) rest.push(page(skip));
const pages = [first, ...(await getAll(rest))];
const ids = pages.flatMap((each) => each.items.map((item) => item.id));
await getAll([
  '/api/call_queue_servers?top=100&skip=0',
  ...ids.flatMap((id) => [`/api/call_queues/${id}`, `/api/call_queues/${id}/agents`]),
]);
console.log(ids.length);
await pool.close();
