/** Assembles the client. A reader has no write calls at run time either. */

import type { PbxClient, PbxReader } from './calls.ts';
import { openConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { createReadCalls } from './reader.ts';
import { createWriteCalls } from './writer.ts';

export function createReader(options: ConnectionOptions): PbxReader {
  return createReadCalls(openConnection(options), options);
}

export function createClient(options: ConnectionOptions): PbxClient {
  const connection = openConnection(options);
  const reader = createReadCalls(connection, options);
  return { ...reader, ...createWriteCalls(connection, reader) };
}
