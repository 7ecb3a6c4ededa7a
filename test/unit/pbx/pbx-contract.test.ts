/** The embedded PBX keeps the API's contract, in this process and over HTTP. */

import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { servePbx } from '../../../src/pbx/serve.ts';
import { describeApiContract } from '../../conformance/api-contract.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

describeApiContract('in this process', async () => {
  const { pbx, close } = await openTestPbx();
  const transport = createInProcessTransport(pbx);
  return {
    fetch: async (path, init) => {
      const answer = await transport.send({
        method: (init?.method ?? 'GET') as 'GET' | 'POST',
        path,
        headers: (init?.headers ?? {}) as Record<string, string>,
        ...(init?.body === undefined || init.body === null ? {} : { body: init.body as string | Uint8Array }),
      });
      const isEmpty = answer.status === 204;
      return new Response(isEmpty ? null : Buffer.from(answer.body), {
        status: answer.status,
        headers: answer.headers,
      });
    },
    close,
  };
});

describeApiContract('over HTTP', async () => {
  const { pbx, close } = await openTestPbx({ token: 's3cret' });
  const served = await servePbx(pbx, { port: 0 });
  return {
    fetch: (path, init) =>
      fetch(served.url + path, {
        ...init,
        headers: { ...(init?.headers as Record<string, string>), authorization: 'Bearer s3cret' },
      }),
    close: async () => {
      await served.close();
      await close();
    },
  };
});
