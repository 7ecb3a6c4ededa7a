/** Environments whose PBX accepts connections and never answers: the healthy ones are planned as if they were not there. */

import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

/** As many as there are requests at once. */
const HANGING = 16;

let silent: Server;
let pbx: StrictPbx;
let project: Project;

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  silent = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const hanging = Array.from(
    { length: HANGING },
    (_unused, index) => `  h${index}: { target: { url: "http://127.0.0.1:${port}" } }\n`,
  );
  project = await makeProject(
    `version: 1\nenvironments:\n${hanging.join('')}  healthy: { target: { url: "${pbx.url}" } }\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n`,
  );
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
  silent.close();
});

test('a healthy environment behind as many as there are places asks its PBX at once', async () => {
  const { child, ended } = project.start(
    ...['plan', '--all', '--parallelism', String(HANGING), '--timeout', '3600'],
  );
  while (pbx.requests.length === 0) await sleep(20);
  child.kill('SIGINT');
  // Ended by the signal itself, as long as nothing is owed; a shell shows that as 130, too.
  expect([null, 130]).toContain((await ended).code);
});
