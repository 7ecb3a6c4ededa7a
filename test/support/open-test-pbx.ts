/** An embedded PBX on a data file of its own, which goes with it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pbx, PbxOptions } from '../../src/pbx/pbx.ts';
import { openPbx } from '../../src/pbx/pbx.ts';

export interface TestPbx {
  pbx: Pbx;
  dataFile: string;
  /** Path with its query, beginning with /api. */
  send(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

export async function openTestPbx(options: Partial<PbxOptions> = {}): Promise<TestPbx> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-pbx-'));
  const dataFile = options.dataFile ?? join(folder, 'pbx.mdb');
  const pbx = await openPbx({ ...options, dataFile });
  return {
    pbx,
    dataFile,
    send: (method, path, body, headers = {}) =>
      pbx.fetch(
        new Request(`http://pbx.invalid${path}`, {
          method,
          headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    close: async () => {
      await pbx.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
