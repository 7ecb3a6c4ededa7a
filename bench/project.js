/** A project of N queues with ten agents each, as a user would write it; about 0.7 kB a queue. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const AGENTS_PER_QUEUE = 10;

function queueYaml(index) {
  const number = String(100000 + index);
  const agents = Array.from(
    { length: AGENTS_PER_QUEUE },
    (_unused, agent) =>
      `      - { extension_number: "${200000 + ((index * 7 + agent) % 5000)}", skill_level: ${1 + (agent % 3)} }`,
  );
  return `  team-${index}:
    name: Team ${index}
    extension_number: "${number}"
    polling_strategy: SKILL_BASED_ROUTING_LEAST_WORKED_HUNT
    ring_time: ${15 + (index % 20)}
    max_waiting_time: 240
    language: en-US
    wait_when_no_agents_online: true
    no_answer_forward_rule: { action: FORWARD_TO_VOICEMAIL }
    agents:
${agents.join('\n')}
`;
}

/** The YAML of a project whose queues are numbered from 100000. */
export function projectYaml(queues, target) {
  const parts = ['version: 1\n'];
  if (target !== undefined) parts.push(`target: { url: "${target}" }\n`);
  parts.push('policy: { unmanaged: report }\nqueues:\n');
  for (let index = 0; index < queues; index++) parts.push(queueYaml(index));
  return parts.join('');
}

export function writeProject(folder, queues, target) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cqctl.yaml'), projectYaml(queues, target));
}
