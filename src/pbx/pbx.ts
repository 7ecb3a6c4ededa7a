/**
 * The embedded PBX, opened on one data file. What it does is written in `docs/embedded-pbx.md`; how it is reached is up
 * to `serve.ts` and `in-process.ts`. Several may be open on one file, in one process or in many.
 */

import { QUEUE } from '../kinds/queue.ts';
import type { ReportError } from './app.ts';
import { createApp } from './app.ts';
import { openCollections } from './collections.ts';
import { type Core, type OtherNumber, tableOf, type UploadLimits } from './core.ts';
import { BrokenAnswer, playFault } from './fault-player.ts';
import type { Faults } from './faults.ts';
import { FILES } from './files.ts';
import type { LiveCalls, LiveCallsOptions } from './live/live-calls.ts';
import { createTable, type ObjectTable } from './object-table.ts';
import { openStore, type Store } from './store.ts';
import type { PbxUser } from './tokens.ts';
import { UPLOAD_LIMITS } from './uploads.ts';

export interface PbxOptions {
  /** An LMDB file; made, with its folder, when it is not there. A second file, its lock, lies beside it. */
  dataFile: string;
  /** The bearer token that every request has to show. Without it and without users none is asked for. */
  token?: string;
  /** Who can get a token with a password. */
  users?: readonly PbxUser[];
  /** How long such a token lives; default 1800. */
  tokenLifeSeconds?: number;
  /** Milliseconds since 1970. */
  now?(): number;
  faults?: Faults;
  /** What an update does to the fields it omits: keep them (the default), or set them to their defaults. */
  updateMode?: 'merge' | 'replace';
  /** Extensions and the like, by number; default: none. No object can have one of them. */
  otherNumbers?: ReadonlyMap<string, OtherNumber>;
  /** Of uploads that were begun and not completed; default 1000, and 1 GB. */
  uploadLimits?: UploadLimits;
  /** Told of every error that is answered with 500. */
  onError?: ReportError;
  /** Who calls. Without it nobody ever waits. What `createTraffic` throws, opening throws. */
  calls?: Pick<LiveCallsOptions, 'createTraffic' | 'nowMs'>;
}

export interface Pbx {
  /** Rejects, with a BrokenAnswer, only when it is closed or a fault on purpose breaks the connection. */
  fetch(request: Request): Promise<Response>;
  /** Waits for what is being answered, ends what hangs, and closes the data file. Safe to call twice. */
  close(): Promise<void>;
}

const TOKEN_LIFE_SECONDS = 1800;
/** How long calls may lie while nobody looks; it only keeps what there is to play short. */
const CATCH_UP_MS = 250;

export async function openPbx(options: PbxOptions): Promise<Pbx> {
  const store = openStore(options.dataFile);
  const collections = await openCollections(store);
  const live = await openLive(store, tableOf({ collections }, QUEUE.name), options.calls);
  const catchingUp = live === null ? undefined : setInterval(() => live.catchUp(), CATCH_UP_MS).unref();
  const core: Core = {
    store,
    collections,
    files: createTable(store, FILES),
    now: options.now ?? Date.now,
    updateMode: options.updateMode ?? 'merge',
    otherNumbers: options.otherNumbers ?? new Map(),
    uploadLimits: options.uploadLimits ?? UPLOAD_LIMITS,
    live,
  };
  const access = {
    token: options.token,
    users: options.users ?? [],
    tokenLifeSeconds: options.tokenLifeSeconds ?? TOKEN_LIFE_SECONDS,
  };
  const app = createApp(core, access, options.onError ?? (() => undefined));
  const { faults } = options;
  const closing = new AbortController();
  const running = new Set<Promise<Response>>();
  let closed: Promise<void> | undefined;

  const act = async (request: Request): Promise<Response> => {
    const response = await app.fetch(request);
    if (request.method === 'POST') live?.catchUp();
    return response;
  };
  const answer = async (request: Request): Promise<Response> => {
    const fault = faults?.next(request.method, new URL(request.url).pathname);
    if (fault === undefined) return act(request);
    return playFault(fault, () => act(request), request.signal, closing.signal);
  };

  return {
    fetch: (request) => {
      if (closing.signal.aborted) return Promise.reject(new BrokenAnswer('the PBX is closed'));
      const answering = answer(request);
      running.add(answering);
      const settle = (): void => void running.delete(answering);
      answering.then(settle, settle);
      return answering;
    },
    close: () => {
      closed ??= (async () => {
        clearInterval(catchingUp);
        closing.abort();
        await Promise.allSettled(running);
        await store.close();
      })();
      return closed;
    },
  };
}

async function openLive(
  store: Store,
  queues: ObjectTable,
  calls: PbxOptions['calls'],
): Promise<LiveCalls | null> {
  if (calls === undefined) return null;
  try {
    const { LiveCalls } = await import('./live/live-calls.ts');
    return new LiveCalls({ store, queues, ...calls });
  } catch (error) {
    await store.close();
    throw error;
  }
}
