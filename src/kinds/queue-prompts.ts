/** Fields of a queue about what callers hear: music on hold, and an introduction. */

import type { PromptField } from '../model/desired.ts';
import type { Fields, PromptFacts } from './field.ts';

/** The API names what it shows of a prompt after the config field. */
function promptOf(file: string, title: string): PromptFacts {
  return { file, title, name: `${file}_name`, size: `${file}_size`, url: `${file}_url` };
}

export const promptFields = {
  moh_prompt_file_id: {
    type: 'string',
    minLength: 1,
    writeOnly: true,
    prompt: promptOf('moh_prompt_file', 'Music on hold'),
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
    prompt: promptOf('intro_prompt_file', 'The introduction'),
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

/** Of each prompt the field that has its id. */
export const PROMPT_FIELDS: readonly PromptField[] = ['moh_prompt_file_id', 'intro_prompt_file_id'];

/** The project's keys for these fields: each names a local file. */
export const PROMPT_FILES: readonly string[] = PROMPT_FIELDS.map((field) => promptFields[field].prompt.file);

export function isPromptField(name: string): name is PromptField {
  return (PROMPT_FIELDS as readonly string[]).includes(name);
}

/** A prompt is written under one of two names. Returns the other one, or undefined for other fields. */
export function otherPromptName(name: string): string | undefined {
  if (isPromptField(name)) return promptFields[name].prompt.file;
  return PROMPT_FIELDS[PROMPT_FILES.indexOf(name)];
}
