/** Fields of a queue about what callers hear: music on hold, and an introduction. */

import type { Fields, PromptFacts } from './field.ts';

/** The API names what it shows of a prompt after the config field. */
function promptOf(file: string): PromptFacts {
  return { file, name: `${file}_name`, size: `${file}_size`, url: `${file}_url` };
}

export const promptFields = {
  moh_prompt_file_id: {
    type: 'string',
    minLength: 1,
    writeOnly: true,
    prompt: promptOf('moh_prompt_file'),
    description: 'Music on hold: the id of a file that is on the PBX already. Or write moh_prompt_file.',
  },
  moh_prompt_file_name: {
    type: 'string',
    readOnly: true,
    description: 'The file name of the music on hold.',
  },
  moh_prompt_file_size: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    readOnly: true,
    description: 'The size of the music on hold, in bytes.',
  },
  moh_prompt_file_url: {
    type: 'string',
    readOnly: true,
    description: 'Where the music on hold can be downloaded from, relative to the PBX.',
  },
  intro_type: {
    type: 'string',
    enum: ['DISABLE', 'NORMAL', 'FULL'],
    enumDescriptions: [
      'No introduction.',
      'Play it, ringing agents meanwhile.',
      'Play it to its end before any agent is rung.',
    ],
    default: 'DISABLE',
    description: 'Whether callers hear an introduction.',
  },
  intro_prompt_file_id: {
    type: 'string',
    minLength: 1,
    writeOnly: true,
    prompt: promptOf('intro_prompt_file'),
    inertUnless: [{ field: 'intro_type', in: ['NORMAL', 'FULL'] }],
    description: 'The introduction: the id of a file that is on the PBX already. Or write intro_prompt_file.',
  },
  intro_prompt_file_name: {
    type: 'string',
    readOnly: true,
    description: 'The file name of the introduction.',
  },
  intro_prompt_file_size: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    readOnly: true,
    description: 'The size of the introduction, in bytes.',
  },
  intro_prompt_file_url: {
    type: 'string',
    readOnly: true,
    description: 'Where the introduction can be downloaded from, relative to the PBX.',
  },
} as const satisfies Fields;
