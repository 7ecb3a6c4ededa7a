/** Where state is kept. An environment has a state of its own, unless it says itself where that is. */

import { extname, join, resolve } from 'node:path';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type {
  Backend,
  HttpStateSettings,
  LocalStateSettings,
  PostgresStateSettings,
  SettingsOf,
  StateSettings,
} from '../model/state-settings.ts';
import type { FileScope } from '../source/file-scope.ts';
import type { Problems } from '../source/problems.ts';
import type { SourceMap } from '../source/source-map.ts';
import { refuseLinkOutside, resolveWrittenPath } from '../source/written-path.ts';
import { hasCredentials, withEnvironment } from './target.ts';
import { readTlsFiles } from './tls-files.ts';

export interface StateContext {
  folder: string;
  environment?: string;
  map: SourceMap;
  problems: Problems;
  scope: FileScope;
  /** The path, address or name is the environment's own. */
  isOwn: boolean;
  /** Of a local state, by whoever runs cqctl: in place of what is written. Absolute. */
  statePath?: string | undefined;
}

export async function readStateSettings(root: JsonObject, context: StateContext): Promise<StateSettings> {
  const state = isObject(root['state']) ? root['state'] : {};
  // Which one is meant is not known then; that its variable is wrong was said.
  if (isFailed(state, 'backend', context)) return readLocal(state, context);
  const backend = BACKEND_NAMES.find((name) => name === state['backend']) ?? 'local';
  if (context.statePath !== undefined && backend !== 'local') {
    context.problems.error({
      code: 'CQ213',
      at: context.map.keyPlace(state, 'backend'),
      summary: `--state-path is for a local state, and the backend is ${backend}`,
      hint: 'leave out --state-path and CQCTL_STATE_PATH',
    });
  }
  refuseUnmanaged(state, backend, context);
  return BACKENDS[backend].read(state, context);
}

function isFailed(state: JsonObject, key: string, { map }: StateContext): boolean {
  return map.substitutionOf(state, key)?.isFailed === true;
}

interface BackendReader<B extends Backend> {
  /** What only this backend has in the file. */
  keys: readonly string[];
  read(state: JsonObject, context: StateContext): SettingsOf<B> | Promise<SettingsOf<B>>;
}

const BACKENDS: { readonly [B in Backend]: BackendReader<B> } = {
  local: { keys: ['path'], read: readLocal },
  http: {
    keys: [
      'address',
      'lock_address',
      'unlock_address',
      'lock_method',
      'unlock_method',
      'update_method',
      'ca_file',
      'client_cert_file',
      'client_key_file',
    ],
    read: readHttp,
  },
  postgres: { keys: ['name'], read: readPostgres },
};
export const BACKEND_NAMES = Object.keys(BACKENDS) as Backend[];

function refuseUnmanaged(state: JsonObject, backend: Backend, { map, problems }: StateContext): void {
  for (const other of BACKEND_NAMES) {
    if (other === backend) continue;
    for (const key of BACKENDS[other].keys) {
      if ((state[key] ?? null) === null) continue;
      problems.error({
        code: 'CQ213',
        at: map.keyPlace(state, key),
        summary: `${key} goes with the backend ${other}, and this is ${backend}`,
        hint: (state['backend'] ?? null) === null ? `write \`backend: ${other}\` too` : 'take it out',
      });
    }
  }
}

function readPostgres(state: JsonObject, context: StateContext): PostgresStateSettings {
  const name = typeof state['name'] === 'string' ? state['name'] : '';
  demandOwn('name', name, state, { hint: 'add `name: my-project`', context });
  return {
    backend: 'postgres',
    name,
    rescuePath: ownFile('.json.unsaved', context),
  };
}

/** What says which state it is has to be written, and by each environment for itself. */
function demandOwn(
  key: string,
  value: string,
  state: JsonObject,
  { hint, context }: { hint: string; context: StateContext },
): void {
  const { environment, map, problems, isOwn } = context;
  if (isFailed(state, key, context)) return;
  if (value === '') {
    // One of the wrong type, or that is left empty, is reported for that.
    if ((state[key] ?? null) !== null || map.isEmpty(state, key)) return;
    const at = map.keyPlace(state, 'backend');
    problems.error({ code: 'CQ201', at, summary: `state has no ${key}`, hint });
  } else if (environment !== undefined && !isOwn) {
    problems.error({
      code: 'CQ215',
      at: map.valuePlace(state, key),
      summary: `the environment ${environment} would share its state with the others`,
      hint: `add a state of its own: environments: { ${environment}: { state: { ${key}: … } } }`,
    });
  }
}

async function readHttp(state: JsonObject, context: StateContext): Promise<HttpStateSettings> {
  const { map, problems } = context;
  const textOf = (name: string, otherwise: string): string => {
    const written = state[name];
    return typeof written === 'string' && written !== '' ? written : otherwise;
  };
  const address = textOf('address', '');
  demandOwn('address', address, state, {
    hint: 'add `address: https://state.example.com/my-project`',
    context,
  });
  for (const name of ['address', 'lock_address', 'unlock_address']) {
    if (!hasCredentials(textOf(name, ''))) continue;
    problems.error({
      code: 'CQ212',
      at: map.valuePlace(state, name),
      summary: `${name} has credentials in it`,
      hint: 'take them out, and set CQCTL_STATE_USERNAME and CQCTL_STATE_PASSWORD, or CQCTL_STATE_TOKEN',
      isPrivate: true,
    });
  }
  const { ca, clientCertificate } = await readTlsFiles(state, context);
  return {
    backend: 'http',
    address,
    lockAddress: textOf('lock_address', address),
    unlockAddress: textOf('unlock_address', address),
    lockMethod: textOf('lock_method', 'LOCK'),
    unlockMethod: textOf('unlock_method', 'UNLOCK'),
    updateMethod: textOf('update_method', 'POST'),
    ...(ca === undefined ? {} : { ca: ca.text }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    rescuePath: ownFile('.json.unsaved', context),
  };
}

function ownFile(ending: string, { folder, environment, scope, problems }: StateContext): string {
  const path = join(folder, '.cqctl', withEnvironment('state', ending, environment));
  refuseLinkOutside(path, { folder, scope, problems });
  return path;
}

function readLocal(state: JsonObject, context: StateContext): LocalStateSettings {
  const { folder, environment, map, isOwn } = context;
  const written = state['path'];
  if (context.statePath !== undefined) return { backend: 'local', path: context.statePath };
  if (typeof written !== 'string' || written === '') {
    return { backend: 'local', path: ownFile('.json', context) };
  }
  const at = map.valuePlace(state, 'path');
  const path =
    at === undefined
      ? resolve(folder, written)
      : (resolveWrittenPath({ name: 'path', written, at }, context.problems) ?? folder);
  if (isOwn) return { backend: 'local', path };
  const ending = extname(path);
  const stem = ending === '' ? path : path.slice(0, -ending.length);
  return { backend: 'local', path: withEnvironment(stem, ending, environment) };
}
