/** An apply as JSON, one event a line. Each has type, time, level and message, so that an unknown one can still be shown. */

import type { Diagnostic } from '../model/diagnostic.ts';
import { escapeInvisible } from '../model/look-alikes.ts';
import type { ApplyEvent } from '../model/step.ts';
import { diagnosticJson } from './diagnostics-json.ts';
import { planJson } from './plan-json.ts';
import type { PrintedEvent } from './schemas/events.ts';
import { countSteps, summarize } from './summary-text.ts';

const EVENTS_FORMAT_VERSION = '1.0';

function line(event: PrintedEvent): string {
  return `${escapeInvisible(JSON.stringify(event))}\n`;
}

export function renderVersionEvent(version: string, time: string): string {
  return line({
    type: 'version',
    time,
    level: 'info',
    message: `cqctl ${version}`,
    cqctl: version,
    format_version: EVENTS_FORMAT_VERSION,
  });
}

export function renderDiagnosticEvent(diagnostic: Diagnostic, time: string): string {
  const { severity: level, summary: message } = diagnostic;
  return line({ type: 'diagnostic', time, level, message, diagnostic: diagnosticJson(diagnostic) });
}

export function renderEvent(event: ApplyEvent, time: string): string {
  switch (event.type) {
    case 'planned': {
      const message = `plan: ${summarize(event.plan.summary)}`;
      return line({ type: event.type, time, level: 'info', message, plan: planJson(event.plan) });
    }
    case 'step_start': {
      const { type, address, action } = event;
      return line({ type, time, level: 'info', message: `${address}: ${action} started`, address, action });
    }
    case 'step_progress': {
      const { type, address } = event;
      return line({ type, time, level: 'info', message: `${address}: ${event.message}`, address });
    }
    case 'step_done': {
      const { type, address, action, id, elapsed_s } = event;
      const message = `${address}: ${action} done`;
      return line({ type, time, level: 'info', message, address, action, id, elapsed_s });
    }
    case 'step_unsaved': {
      const { type, address, action, id, elapsed_s } = event;
      const message = `${address}: ${action} done, state not saved`;
      return line({ type, time, level: 'error', message, address, action, id, elapsed_s });
    }
    case 'step_failed': {
      const { type, address, action, elapsed_s, because } = event;
      const { code, message, hint, api_codes } = event.error;
      return line({
        type,
        time,
        level: 'error',
        message: `${address}: ${action} failed: ${message}`,
        address,
        action,
        error: {
          code,
          message,
          ...(hint === undefined ? {} : { hint }),
          ...(api_codes === undefined ? {} : { api_codes }),
        },
        elapsed_s,
        ...(because === undefined ? {} : { because }),
      });
    }
    case 'step_skipped': {
      const { type, address, action, because } = event;
      const message = `${address}: ${action} skipped`;
      return line({ type, time, level: 'warning', message, address, action, because });
    }
    case 'warning': {
      const { type, code, message, address, stops } = event;
      return line({
        type,
        time,
        level: 'warning',
        message,
        code,
        ...(address === undefined ? {} : { address }),
        ...(stops === undefined ? {} : { stops }),
      });
    }
    case 'summary': {
      const { done, unsaved, failed, skipped } = event.summary;
      const isIncomplete = event.interrupted || skipped > 0;
      const level = failed + unsaved > 0 ? 'error' : isIncomplete ? 'warning' : 'info';
      const message = countSteps(event.summary);
      const summary = { done, unsaved, failed, skipped };
      return line({ type: event.type, time, level, message, summary, interrupted: event.interrupted });
    }
  }
}
