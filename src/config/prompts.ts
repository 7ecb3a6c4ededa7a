/** The local WAVs that projects name. A path counts from the folder of the file that it is written in; each is read once. */

import { basename } from 'node:path';
import pLimit from 'p-limit';
import { PROMPT_FIELDS, promptFields } from '../kinds/queue-prompts.ts';
import type { DesiredPrompt, PromptField } from '../model/desired.ts';
import type { Problems } from '../source/problems.ts';
import type { Place } from '../source/source-file.ts';
import type { SourceMap } from '../source/source-map.ts';
import { resolveWrittenPath } from '../source/written-path.ts';
import { fieldPlace, type ResolvedObject } from './resources.ts';
import { readWav, type WavFile } from './wav.ts';

const READ_AT_ONCE = 8;

interface Use {
  address: string;
  field: PromptField;
  name: string;
  written: string;
  path: string;
  at: Place | undefined;
}

/** By address. */
export async function readPrompts(
  objects: readonly ResolvedObject[],
  { map, problems }: { map: SourceMap; problems: Problems },
): Promise<Map<string, Partial<Record<PromptField, DesiredPrompt>>>> {
  const uses = objects.flatMap((object) =>
    PROMPT_FIELDS.flatMap((field) => findUse(object, field, { map, problems })),
  );
  const limit = pLimit(READ_AT_ONCE);
  const files = new Map<string, Promise<WavFile>>();
  const read = (path: string): Promise<WavFile> => {
    problems.files.add(path);
    const file = files.get(path) ?? limit(() => readWav(path));
    files.set(path, file);
    return file;
  };
  const found = await Promise.all(uses.map(async (use) => ({ use, file: await read(use.path) })));
  const prompts = new Map<string, Partial<Record<PromptField, DesiredPrompt>>>();
  for (const { use, file } of found) {
    if ('fault' in file) {
      report(use, file, problems);
      continue;
    }
    const { written, path } = use;
    const known = prompts.get(use.address) ?? {};
    known[use.field] = { written, path, name: basename(path), size: file.size, sha256: file.sha256 };
    prompts.set(use.address, known);
  }
  return prompts;
}

function findUse(
  object: ResolvedObject,
  field: PromptField,
  { map, problems }: { map: SourceMap; problems: Problems },
): Use[] {
  const name = promptFields[field].prompt.file;
  const found = object.fields.get(name);
  if (typeof found?.value !== 'string' || found.value === '') return [];
  const at = fieldPlace(found, map);
  if (at === undefined) return [];
  const { address } = object;
  const use = { address, name, written: found.value, at };
  const path = resolveWrittenPath(use, problems);
  return path === undefined ? [] : [{ ...use, field, path }];
}

function report(
  { address, name, written, at }: Use,
  file: Extract<WavFile, { fault: string }>,
  problems: Problems,
): void {
  const isMissing = file.fault === 'missing';
  problems.error({
    code: isMissing ? 'CQ356' : 'CQ357',
    at,
    address,
    summary: `${name}: ${JSON.stringify(written)} ${file.reason}`,
    hint: isMissing
      ? 'a path counts from the folder of the file that it is written in'
      : 'the PBX takes WAV with uncompressed PCM, 16 bit, mono, at 16, 32 or 48 kHz',
  });
}
