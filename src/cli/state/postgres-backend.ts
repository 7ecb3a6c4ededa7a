import type { PostgresStateSettings } from '../../model/state-settings.ts';
import { demandAllowedHost } from '../access/allowed-hosts.ts';
import { readStateUrl } from '../access/credentials.ts';
import type { StateBackend } from './backend.ts';

export const POSTGRES_BACKEND: StateBackend<PostgresStateSettings> = {
  files: ({ rescuePath }) => [rescuePath],
  places: ({ name }) => ({ state: `postgres ${JSON.stringify(name)}` }),
  async open(state, { host, redactor, settings }) {
    const { openPostgresStore } = await import('../../state/postgres-store.ts');
    return openPostgresStore(state, {
      url: readStateUrl(host, redactor, settings.environment),
      env: host.env,
      assertHost: (found) => demandAllowedHost(host, { what: 'the state', ...found }),
    });
  },
};
