/** Entries of the state as JSON, by address. */

import type { StateResource } from '../model/state.ts';

export function renderStateEntriesJson(entries: readonly [string, StateResource][]): string {
  const resources = Object.fromEntries(entries);
  return `${JSON.stringify({ format_version: '1.0', resources }, null, 2)}\n`;
}
