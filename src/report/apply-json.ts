/** An apply as JSON, one event a line. Each has type, time, level and message, so that an unknown one can still be shown. */

import type { Diagnostic } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import { showUnseen } from '../model/look-alikes.ts';
import type { ApplyEvent, StepFailure } from '../model/step.ts';
import { diagnosticJson } from './diagnostics-json.ts';
import { planJson } from './plan-json.ts';
import { countSteps, summarize } from './summary-text.ts';

const EVENTS_FORMAT_VERSION = '1.0';

type Level = 'info' | 'warning' | 'error';

function line(type: string, time: string, level: Level, message: string, rest: JsonObject): string {
  return `${showUnseen(JSON.stringify({ type, time, level, message, ...rest }))}\n`;
}

/** The first line of a run. `time` is RFC 3339, here and below. */
export function renderVersionEvent(version: string, time: string): string {
  return line('version', time, 'info', `cqctl ${version}`, {
    cqctl: version,
    format_version: EVENTS_FORMAT_VERSION,
  });
}

export function renderDiagnosticEvent(diagnostic: Diagnostic, time: string): string {
  return line('diagnostic', time, diagnostic.severity, diagnostic.summary, {
    diagnostic: diagnosticJson(diagnostic),
  });
}

function errorJson({ code, message, hint, api_codes }: StepFailure): JsonObject {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(api_codes === undefined ? {} : { api_codes: [...api_codes] }),
  };
}

export function renderEvent(event: ApplyEvent, time: string): string {
  switch (event.type) {
    case 'planned':
      return line('planned', time, 'info', `plan: ${summarize(event.plan.summary)}`, {
        plan: planJson(event.plan),
      });
    case 'step_start':
      return line(event.type, time, 'info', `${event.address}: ${event.action} started`, {
        address: event.address,
        action: event.action,
      });
    case 'step_progress':
      return line(event.type, time, 'info', `${event.address}: ${event.message}`, { address: event.address });
    case 'step_done':
      return line(event.type, time, 'info', `${event.address}: ${event.action} done`, {
        address: event.address,
        action: event.action,
        id: event.id,
        elapsed_s: event.elapsed_s,
      });
    case 'step_unsaved':
      return line(event.type, time, 'error', `${event.address}: ${event.action} done, state not saved`, {
        address: event.address,
        action: event.action,
        id: event.id,
        elapsed_s: event.elapsed_s,
      });
    case 'step_failed':
      return line(
        event.type,
        time,
        'error',
        `${event.address}: ${event.action} failed: ${event.error.message}`,
        {
          address: event.address,
          action: event.action,
          error: errorJson(event.error),
          elapsed_s: event.elapsed_s,
          ...(event.because === undefined ? {} : { because: event.because }),
        },
      );
    case 'step_skipped':
      return line(event.type, time, 'warning', `${event.address}: ${event.action} skipped`, {
        address: event.address,
        action: event.action,
        because: event.because,
      });
    case 'warning':
      return line(event.type, time, 'warning', event.message, {
        code: event.code,
        ...(event.address === undefined ? {} : { address: event.address }),
        ...(event.stops === undefined ? {} : { stops: event.stops }),
      });
    case 'summary': {
      const { done, unsaved, failed, skipped } = event.summary;
      const isIncomplete = event.interrupted || skipped > 0;
      const level = failed + unsaved > 0 ? 'error' : isIncomplete ? 'warning' : 'info';
      return line(event.type, time, level, countSteps(event.summary), {
        summary: { done, unsaved, failed, skipped },
        interrupted: event.interrupted,
      });
    }
  }
}
