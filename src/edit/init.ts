/**
 * A new project: files that validate as they stand.
 *
 * The schema is copied into the project, so that the first-line comment points at something every editor finds,
 * however cqctl was installed; `cqctl schema` prints a newer one.
 */

import { PROJECT_FILE } from '../config/project-files.ts';
import { projectSchema } from '../config/schema.ts';
import type { Live } from '../model/live.ts';
import { exportLive } from './export.ts';
import { asComment } from './export-nodes.ts';
import { pipelineFiles } from './init-ci.ts';

export interface TemplateOptions {
  /** Of the project; used in a comment. */
  name?: string;
  /** Writes what the PBX has in place of the sample resources. */
  fromLive?: Live;
  /** The PBX to point at; left out: the embedded one. */
  url?: string;
  /** The folder of the project in its repository, with forward slashes; left out: the root. */
  folder?: string;
}

export interface ProjectTemplate {
  /** Relative path to text, in the folder of the project. */
  project: { [path: string]: string };
  /** The same in the root of the repository. */
  repository: { [path: string]: string };
}

const SCHEMA_FILE = 'schemas/cqctl.schema.json';
const SCHEMA_PATH = `./${SCHEMA_FILE}`;

export function projectTemplate(options: TemplateOptions = {}): ProjectTemplate {
  return {
    project: {
      [PROJECT_FILE]: projectFile(options),
      [SCHEMA_FILE]: `${JSON.stringify(projectSchema(), null, 2)}\n`,
      '.gitignore': '# State, and the data of the embedded PBX\n.cqctl/\n# Saved plans\n*.cqplan\n',
    },
    repository: pipelineFiles(options.folder ?? '.'),
  };
}

function projectFile({ name, fromLive, url }: TemplateOptions): string {
  const target = url === undefined ? 'embedded' : { url };
  if (fromLive !== undefined) return exportLive(fromLive, { target, schema: SCHEMA_PATH })[PROJECT_FILE];
  const title = asComment([name ?? 'Call queues']);
  return `# yaml-language-server: $schema=${SCHEMA_PATH}
#${title}, as code. Check with \`cqctl validate\`, preview with \`cqctl plan\`, carry out with \`cqctl apply\`.

version: 1

${url === undefined ? EMBEDDED_TARGET : realTarget(url)}
${SAMPLE}`;
}

const EMBEDDED_TARGET = `target:
  # A PBX inside of cqctl, kept under .cqctl/: nothing to install, no token.
  url: embedded
  # A real one; its token goes into the environment variable CQCTL_TOKEN, never into a file:
  # url: https://pbx.example.com:8887
  # PBXs come with self-signed certificates; this one is trusted then:
  # ca_file: ./pbx-ca.pem
`;

function realTarget(url: string): string {
  return `target:
  # The token goes into the environment variable CQCTL_TOKEN, never into a file.
  url: ${JSON.stringify(url)}
  # PBXs come with self-signed certificates; this one is trusted then:
  # ca_file: ./pbx-ca.pem
`;
}

const SAMPLE = `# Merged over this file with --env NAME; each environment has a state of its own.
# environments:
#   prod:
#     target: { url: "https://pbx.example.com:8887" }

# Used as \${var.ring}; a command line or an environment can set them otherwise.
variables:
  ring: 20

# Fields that every queue has unless it says otherwise. Whatever is written nowhere is left as it is on the PBX.
defaults:
  queue:
    ring_time: "\${var.ring}"
    language: en-US

# Live objects that no file names are reported, never touched. A plan with more than 10 destroys is refused.
policy:
  unmanaged: report
  max_destroys: 10

agent_lists:
  # Agents by extension number. Quote it: 0800 without quotes is a number, and loses its zero.
  tier-1:
    - "2001"
    - { extension_number: "2002", skill_level: 2 }

queues:
  # The key is the queue's name in cqctl; its identity on the PBX is the number.
  support:
    name: Support
    extension_number: "8000"
    polling_strategy: SKILL_BASED_ROUTING_LEAST_WORKED_HUNT
    # Nobody answers within two minutes: the overflow queue takes the call.
    max_waiting_time: 120
    no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" }
    agents: tier-1
    # Refuse every plan that would destroy or replace this queue.
    # lifecycle: { prevent_destroy: true }

  overflow:
    name: Overflow
    extension_number: "8001"
    no_answer_forward_rule: { action: HANGUP }
    agents: ["2010", "2011"]
`;
