/** A project that was applied, kept as a folder of which each input gets a copy. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, demand } from './command.ts';
import { writeFiles } from './folders.ts';

export const PROJECT = `version: 1
servers:
  edge: { ipv4: 192.0.2.10 }
agent_lists:
  tier-1: ["2001", { extension_number: "2002", skill_level: 2 }]
queues:
  a: { extension_number: "8000", ring_time: 20, agents: tier-1, language: en-US }
  b: { extension_number: "8001", polling_strategy: PRIORITIZED_HUNT, agents: ["2003", "2001"] }
  c: { extension_number: "8002", no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8000" } }
`;

/** The same with a queue more, and a field and a list that differ; nothing less. */
export const CHANGED = PROJECT.replace('ring_time: 20', 'ring_time: 25')
  .replace('["2003", "2001"]', '["2001", "2003", "2004"]')
  .concat('  d: { extension_number: "8003", agents: tier-1 }\n');

/** A queue that the project does not name, made by another one. */
const FOREIGN = `version: 1
state: { backend: local, path: .cqctl/foreign.json }
queues:
  foreign: { extension_number: "8100" }
`;

export const DATA_FILE = '.cqctl/pbx.mdb';
export const STATE_FILE = '.cqctl/state.json';

/** `env` names the PBX where it is not the embedded one; `around` has it run meanwhile. */
export async function makeTemplate(
  env: { readonly [name: string]: string } = {},
  around: (folder: string, work: () => Promise<void>) => Promise<void> = (_folder, work) => work(),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-fuzz-template-'));
  await writeFiles(folder, { 'cqctl.yaml': PROJECT, 'foreign.yaml': FOREIGN, '.cqctl/.gitignore': '*' });
  await around(folder, async () => {
    for (const file of ['foreign.yaml', 'cqctl.yaml']) {
      const ran = await command(['apply', '--auto-approve', '-f', file], { cwd: folder, env });
      demand(ran.exitCode === 0, 'the template cannot be applied', ran);
    }
  });
  return folder;
}

/** Of all queues on the PBX. */
export async function queueNumbers(
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<string[]> {
  const args = ['get', 'queues', '-f', 'foreign.yaml', '--format', 'json'];
  const listed = await command(args, { cwd, env });
  demand(listed.exitCode === 0, 'the queues cannot be listed', listed);
  return [...listed.stdout.matchAll(/"extension_number": *"(\d+)"/g)].map(([, number]) => number as string);
}
