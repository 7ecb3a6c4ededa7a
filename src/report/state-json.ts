/** State as JSON: entries by address, and the document itself as it is stored. */

import type { StateDocument, StateResource } from '../model/state.ts';

export function renderStateEntriesJson(entries: readonly [string, StateResource][]): string {
  const resources = Object.fromEntries(entries);
  return `${JSON.stringify({ format_version: '1.0', resources }, null, 2)}\n`;
}

export function renderStateDocument(document: StateDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
