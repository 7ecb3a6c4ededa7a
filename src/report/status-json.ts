import type { StatusReport } from './status-text.ts';

export function renderStatusJson(report: StatusReport): string {
  return `${JSON.stringify({ format_version: '1.0', ...report }, null, 2)}\n`;
}
