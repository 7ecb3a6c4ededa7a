/**
 * State on a server that speaks Terraform's protocol: GitLab, Gitea, and many small ones.
 *
 * A document is sent as a whole, with the id of the lock. Before each write the stored document is read, in case the
 * lock was taken away. If an answer is lost, the stored document is read again before a second write, because the first
 * may have succeeded.
 */

import { StateError } from '../model/errors.ts';
import type { StateDocument } from '../model/state.ts';
import type { HttpStateSettings } from '../model/state-settings.ts';
import { serializeDocument } from './document.ts';
import { type HttpOptions, StateHttpClient, shownAddress } from './http-client.ts';
import { HttpLock } from './http-lock.ts';
import { parseDocument } from './parse-document.ts';
import { rescueTo } from './rescue.ts';
import type { StateStore } from './store.ts';
import { describeStale, VersionCheck } from './version-check.ts';

export function openHttpStore(settings: HttpStateSettings, options: HttpOptions): StateStore {
  const client = new StateHttpClient(options);
  const lock = new HttpLock(settings, client);
  const name = shownAddress(settings.address);
  const versions = new VersionCheck(name);

  const load = async (given: { signal?: AbortSignal } = {}): Promise<StateDocument | null> => {
    const { status, text } = await client.send('GET', settings.address, given);
    if (status === 204 || status === 404 || (status === 200 && text === '')) return null;
    if (status === 200)
      return parseDocument(text, name, 'it was written by something else: is the address right?');
    throw new StateError(`the state's server does not give the state (GET ${name}: ${status})`, {
      code: 'CQ605',
      hint: 'check the address under `state`',
    });
  };

  return {
    describe: () => name,
    async read() {
      const document = await load(options.signal === undefined ? {} : { signal: options.signal });
      versions.noteSeen(document);
      return document;
    },
    async write(document) {
      versions.assertNext(document, await load());
      const { status } = await client
        .send(settings.updateMethod, settings.address, {
          body: serializeDocument(document),
          ...(lock.id === undefined ? {} : { lockId: lock.id }),
        })
        .catch(async (error: unknown) => {
          // Only the answer may have been lost.
          const stored = await load().catch(() => null);
          if (stored?.lineage === document.lineage && stored.serial === document.serial)
            return { status: 200 };
          throw error;
        });
      if (status === 409 || status === 423) throw describeStale(name, 'its lock is somebody else’s by now');
      if (status >= 300) {
        throw new StateError(
          `the state's server does not take the state (${settings.updateMethod} ${name}: ${status})`,
          {
            code: 'CQ605',
            hint: 'check the address and update_method under `state`',
          },
        );
      }
      versions.noteSeen(document);
    },
    rescue: (document) => rescueTo(settings.rescuePath, document),
    lock: (operation, options) => lock.acquire(operation, options),
    holder: () => lock.holder(),
    forceUnlock: (id) => lock.force(id),
  };
}
