/** Where state is kept: one object for each backend, which opens its store. */

import type { Project } from '../../config/load.ts';
import type { Backend, SettingsOf } from '../../model/state-settings.ts';
import type { StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';
import { demandAllowedTarget } from '../live/connection.ts';
import type { StateBackend } from './backend.ts';
import { HTTP_BACKEND } from './http-backend.ts';
import { LOCAL_BACKEND } from './local-backend.ts';
import { POSTGRES_BACKEND } from './postgres-backend.ts';

const BACKENDS: { readonly [B in Backend]: StateBackend<SettingsOf<B>> } = {
  local: LOCAL_BACKEND,
  http: HTTP_BACKEND,
  postgres: POSTGRES_BACKEND,
};

const backendOf = (name: Backend): StateBackend => BACKENDS[name];

type OwnFiles = Pick<Project, 'state' | 'target'>;

/** No output may be written to what the project keeps for itself. */
export function keepOwnFiles({ guard }: Pick<Invocation, 'guard'>, { state, target }: OwnFiles): void {
  for (const path of backendOf(state.backend).files(state)) guard.keep(path, 'belongs to the state');
  if (target.kind === 'embedded') guard.keep(target.dataFile, 'holds the data of the embedded PBX');
}

export async function openStore(invocation: Invocation, { state, target }: OwnFiles): Promise<StateStore> {
  // Before the state is asked too: a run that is to be refused begins nothing.
  demandAllowedTarget(invocation.host, target);
  keepOwnFiles(invocation, { state, target });
  await invocation.guard.check();
  return backendOf(state.backend).open(state, invocation);
}

/** By the name of what says it in the file. */
export function placesOf({ state, root }: Pick<Project, 'state' | 'root'>): { [what: string]: string } {
  return backendOf(state.backend).places(state, root);
}
