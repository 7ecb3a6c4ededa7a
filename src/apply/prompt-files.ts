/**
 * Uploads prompts, once for all queues that play the same file, and finds the ids of prompts that the PBX has already.
 *
 * A file that an earlier run uploaded (the state has its content hash) is reused while the PBX still has it. An update
 * may reset omitted fields, and the API never reports the id of a prompt. So every update sends the recorded id, or
 * that of the only file on the PBX with the name and size that the queue shows.
 */

import { equalTo } from '../api/address.ts';
import type { PbxClient } from '../api/calls.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { type DesiredPrompt, isList, type PromptField } from '../model/desired.ts';
import { ApiError } from '../model/errors.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';
import type { PromptRecord, StateDocument } from '../model/state.ts';
import { isShownAlike, shownPrompt } from '../plan/prompts.ts';

export class PromptFiles {
  readonly #client: PbxClient;
  readonly #uploads = new Map<string, Promise<string>>();
  /** Ids of files that were uploaded before, by content and name. */
  readonly #earlier = new Map<string, string>();

  constructor(client: PbxClient, state: StateDocument | null) {
    this.#client = client;
    for (const { prompts } of Object.values(state?.resources ?? {})) {
      for (const { file_id, sha256, shown } of Object.values(prompts ?? {})) {
        if (sha256 !== undefined && shown.name !== undefined) {
          this.#earlier.set(contentKey({ sha256, name: shown.name }), file_id);
        }
      }
    }
  }

  /** The ids of the prompts that the step sends. */
  async written({ desired, prompts = [] }: Step): Promise<JsonObject> {
    const ids: JsonObject = {};
    if (desired === undefined || isList(desired)) return ids;
    for (const field of prompts) {
      const prompt = desired.prompts[field];
      const id = desired.fields[field];
      if (prompt !== undefined) ids[field] = await this.#idOf(prompt);
      else if (typeof id === 'string') ids[field] = id;
    }
    return ids;
  }

  /** The ids of the prompts that the object shows, where they are recorded or can be found. */
  async shown(
    live: JsonObject,
    known: Partial<Record<PromptField, PromptRecord>>,
    isWanted: (field: PromptField) => boolean,
  ): Promise<JsonObject> {
    const ids: JsonObject = {};
    for (const field of PROMPT_FIELDS.filter(isWanted)) {
      const shown = shownPrompt(live, field);
      if (shown.name === undefined) continue;
      const record = known[field];
      const id =
        record !== undefined && isShownAlike(record.shown, shown) ? record.file_id : await this.#find(shown);
      if (id !== undefined) ids[field] = id;
    }
    return ids;
  }

  /** The id of the only file with this name and size. */
  async #find({ name, size }: PromptRecord['shown']): Promise<string | undefined> {
    if (name === undefined) return undefined;
    const { items } = await this.#client.listFiles({ filter: equalTo('name', name) });
    const found = items.filter((file) => isObject(file) && file['name'] === name && file['size'] === size);
    const id = found.length === 1 ? found[0]?.['id'] : undefined;
    return typeof id === 'string' ? id : undefined;
  }

  #idOf(prompt: DesiredPrompt): Promise<string> {
    const key = contentKey(prompt);
    let upload = this.#uploads.get(key);
    if (upload === undefined) {
      upload = this.#reuseOrUpload(prompt, this.#earlier.get(key));
      this.#uploads.set(key, upload);
      // After a failure the next queue uploads the file again.
      upload.catch(() => this.#uploads.delete(key));
    }
    return upload;
  }

  async #reuseOrUpload(
    { name, path, sha256, size }: DesiredPrompt,
    earlier: string | undefined,
  ): Promise<string> {
    if (earlier !== undefined && (await this.#isThere(earlier, size))) return earlier;
    return this.#client.uploadFile({ name, path, sha256, size });
  }

  async #isThere(id: string, size: number): Promise<boolean> {
    try {
      return (await this.#client.getFile(id))['size'] === size;
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }
}

function contentKey({ sha256, name }: Pick<DesiredPrompt, 'sha256' | 'name'>): string {
  return `${sha256} ${name}`;
}
