/** The status as JSON. */

import { jsonText } from './json-text.ts';
import type { PrintedStatus, StatusReport } from './schemas/operations.ts';

export function renderStatusJson(report: StatusReport): string {
  return jsonText<PrintedStatus>({ format_version: '1.0', ...report });
}
