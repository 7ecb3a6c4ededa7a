import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../../src/model/step.ts';
import { renderDiagnosticEvent, renderEvent, renderVersionEvent } from '../../../src/report/apply-json.ts';
import {
  emptyEnd,
  type FailedStep,
  renderApplySummary,
  withEvent,
} from '../../../src/report/apply-summary-text.ts';
import { renderEventLine } from '../../../src/report/apply-text.ts';
import { createPalette } from '../../../src/report/palette.ts';
import { planOf } from '../../support/sample-plan.ts';

const TIME = '2026-11-23T12:00:00.000Z';
const golden = (name: string) => `../../golden/report/${name}`;
const error = {
  code: 'CQ501' as const,
  message: 'POST /api/call_queues: 409 \u001b[31mtaken',
  hint: 'choose another number',
  api_codes: ['EXTENSION_EXISTS'],
};
const EVENTS: ApplyEvent[] = [
  { type: 'planned', plan: planOf([]) },
  { type: 'step_start', address: 'queue.a', action: 'create' },
  { type: 'step_progress', address: 'queue.a', message: 'waiting for 2 callers' },
  { type: 'step_done', address: 'queue.a', action: 'create', id: 'QQ', elapsed_s: 1.234 },
  { type: 'step_failed', address: 'queue.b', action: 'create', error, elapsed_s: 75 },
  { type: 'step_skipped', address: 'agents.b', action: 'create', because: 'queue.b' },
  { type: 'step_skipped', address: 'queue.c', action: 'destroy', because: 'interrupted' },
  { type: 'warning', code: 'CQ510', message: 'slow', address: 'queue.a' },
  { type: 'step_unsaved', address: 'queue.d', action: 'destroy', id: null, elapsed_s: 0.5 },
  { type: 'step_failed', address: 'queue.e', action: 'update', error, elapsed_s: 1, because: 'unsaved' },
  { type: 'step_skipped', address: 'queue.f', action: 'create', because: 'unsaved' },
  { type: 'warning', code: 'CQ604', message: 'the state could not be saved', stops: 'unsaved' },
  { type: 'summary', summary: { done: 1, unsaved: 1, failed: 2, skipped: 3 }, interrupted: false },
];

describe('an apply', () => {
  test('as JSON lines', async () => {
    const lines = [
      renderVersionEvent('0.1.0', TIME),
      renderDiagnosticEvent({ severity: 'warning', code: 'CQ301', summary: 'doubtful' }, TIME),
      ...EVENTS.map((event) => renderEvent(event, TIME)),
    ];
    for (const line of lines) {
      expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual(['type', 'time', 'level', 'message']);
      expect(line.indexOf('\n')).toBe(line.length - 1);
    }
    await expect(lines.join('')).toMatchFileSnapshot(golden('apply.jsonl'));
  });

  test('as text', async () => {
    const palette = createPalette(false);
    const lines = EVENTS.map((event) => renderEventLine(event, palette) ?? '').join('');
    const end = EVENTS.reduce(withEvent, emptyEnd());
    const summary = renderApplySummary(end, { color: false, width: 90 });
    await expect(`${lines}\n${summary}`).toMatchFileSnapshot(golden('apply.txt'));
  });

  test('an interrupt is named in the summary', () => {
    const summary = { done: 2, unsaved: 0, failed: 0, skipped: 1 };
    expect(
      renderApplySummary({ ...emptyEnd(), summary, interrupted: true }, { color: false, width: 90 }),
    ).toBe('Interrupted: 2 done, 0 failed, 1 skipped. Run it again to go on.\n');
  });

  test('of many steps has a short summary: the first failures and addresses, the others counted', () => {
    const failures = Array.from({ length: 600 }, (_unused, index): FailedStep => {
      const code = index % 3 === 0 ? 'CQ502' : 'CQ501';
      return { address: `queue.q${index}`, action: 'update', error: { ...error, code } };
    });
    const unsaved = Array.from({ length: 400 }, (_unused, index) => `queue.u${index}`);
    const summary = { done: 0, unsaved: 400, failed: 600, skipped: 0 };
    const text = renderApplySummary(
      { ...emptyEnd(), summary, failures, unsaved },
      { color: false, width: 90 },
    );
    expect(text.split('\n').length).toBeLessThan(40);
    expect(text).toContain('failed: 590 more steps: 394 with CQ501, 196 with CQ502\n');
    expect(text).toContain('unsaved: queue.u0, queue.u1, queue.u2,');
    expect(text).toContain('queue.u9 and 390 more\n');
    expect(text).toContain('0 done, 400 unsaved, 600 failed, 0 skipped');
  });
});
