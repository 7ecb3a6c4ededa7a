import type { HttpStateSettings } from '../../model/state-settings.ts';
import { demandAllowedHost, destinationOf } from '../access/allowed-hosts.ts';
import { readStateCertificates } from '../access/certificates.ts';
import { readStateCredentials } from '../access/credentials.ts';
import { logRetry } from '../live/connection.ts';
import type { StateBackend } from './backend.ts';

export const HTTP_BACKEND: StateBackend<HttpStateSettings> = {
  files: ({ rescuePath }) => [rescuePath],
  places: ({ address, lockAddress, unlockAddress }) => ({
    state: `http ${new URL(address).href}`,
    'state.lock_address': lockAddress,
    'state.unlock_address': unlockAddress,
  }),
  async open(state, { host, redactor, settings, output, signal }) {
    demandAllowedHost(host, destinationOf('the state', state.address));
    demandAllowedHost(host, destinationOf('the lock of the state', state.lockAddress));
    demandAllowedHost(host, destinationOf('the lock of the state', state.unlockAddress));
    const { openHttpStore } = await import('../../state/http-store.ts');
    const credentials = readStateCredentials(host, redactor, settings.environment);
    return openHttpStore(state, {
      credentials,
      wire: {
        timeoutMs: settings.timeoutMs,
        proxyEnv: host.env,
        onWarning: (message) => output.log('warning', message),
        ...(await readStateCertificates(host, state)),
      },
      signal,
      onRetry: logRetry(output),
    });
  },
};
