/** What became of an agent whose status was set. */

import { printable } from './sanitize.ts';
import type { PrintedAgentChange } from './schemas/operations.ts';

const IN_A_CALL: ReadonlySet<string> = new Set(['QUEUE_CALL', 'OTHER_CALL']);

export function renderAgentStatus({
  queue,
  agent,
  requested,
  status,
}: Omit<PrintedAgentChange, 'format_version'>): string {
  return `${printable(agent)} in ${printable(queue)}: ${printable(status)}${whatOf(requested, status)}\n`;
}

function whatOf(requested: string, status: string): string {
  if (IN_A_CALL.has(status)) return `, ${requested} after the call`;
  // LOGGED_IN is a command, and lands in one of the others.
  return status === requested || requested === 'LOGGED_IN' ? '' : `; ${requested} was asked for`;
}
