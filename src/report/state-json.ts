/** Entries of the state as JSON, by address. */

import type { StateResource } from '../model/state.ts';
import { jsonText } from './json-text.ts';
import type { PrintedEntries } from './schemas/operations.ts';

export function renderStateEntriesJson(entries: readonly [string, StateResource][]): string {
  const resources = Object.fromEntries(entries);
  return jsonText<PrintedEntries>({ format_version: '1.0', resources });
}
