/**
 * Prompts on the way to the PBX: uploaded once for all queues that play the same file, and known again by id.
 *
 * An update may reset what it omits, and the id of a prompt is never reported; so every update sends the id that state
 * remembers, or that of the only file on the PBX with the name and size that the queue shows.
 */

import type { PbxClient } from '../api/client.ts';
import type { DesiredPrompt, DesiredQueue, PromptField } from '../model/desired.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { PromptRecord } from '../model/state.ts';
import { isShownAlike, PROMPT_FIELDS, shownPrompt } from '../plan/prompts.ts';

export class PromptFiles {
  readonly #client: PbxClient;
  readonly #uploads = new Map<string, Promise<string>>();

  constructor(client: PbxClient) {
    this.#client = client;
  }

  /** The ids to send for the prompts that the files write. */
  async written(queue: DesiredQueue, fields: readonly PromptField[]): Promise<JsonObject> {
    const ids: JsonObject = {};
    for (const field of fields) {
      const prompt = queue.prompts[field];
      const id = queue.fields[field];
      if (prompt !== undefined) ids[field] = await this.#upload(prompt);
      else if (typeof id === 'string') ids[field] = id;
    }
    return ids;
  }

  /** The ids of prompts that the object shows and nobody means to change. */
  async shown(live: JsonObject, known: Partial<Record<PromptField, PromptRecord>>): Promise<JsonObject> {
    const ids: JsonObject = {};
    for (const field of PROMPT_FIELDS) {
      const shown = shownPrompt(live, field);
      if (shown.name === undefined) continue;
      const record = known[field];
      const id =
        record !== undefined && isShownAlike(record.shown, shown) ? record.file_id : await this.find(shown);
      if (id !== undefined) ids[field] = id;
    }
    return ids;
  }

  /** The id of the only file with this name and size. */
  async find({ name, size }: PromptRecord['shown']): Promise<string | undefined> {
    if (name === undefined) return undefined;
    const quoted = name.replaceAll("'", "''");
    const { items } = await this.#client.listFiles({ filter: `name eq '${quoted}'` });
    const found = items.filter((file) => isObject(file) && file['name'] === name && file['size'] === size);
    const id = found.length === 1 ? found[0]?.['id'] : undefined;
    return typeof id === 'string' ? id : undefined;
  }

  #upload(prompt: DesiredPrompt): Promise<string> {
    const key = `${prompt.sha256} ${prompt.name}`;
    let upload = this.#uploads.get(key);
    if (upload === undefined) {
      const { name, path, sha256, size } = prompt;
      upload = this.#client.uploadFile({ name, path, sha256, size });
      this.#uploads.set(key, upload);
      // A failed upload may be tried again for the next queue.
      upload.catch(() => this.#uploads.delete(key));
    }
    return upload;
  }
}
