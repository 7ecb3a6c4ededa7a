/** Puts the client together. A reader has no writing call at run time either. */

import type { PbxClient, PbxReader } from './calls.ts';
import { openConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { createReading } from './reader.ts';
import { createWriting } from './writer.ts';

export function createReader(options: ConnectionOptions): PbxReader {
  return createReading(openConnection(options), options);
}

export function createClient(options: ConnectionOptions): PbxClient {
  const connection = openConnection(options);
  const reader = createReading(connection, options);
  return { ...reader, ...createWriting(connection, reader) };
}
