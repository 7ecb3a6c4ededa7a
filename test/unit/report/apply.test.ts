import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../../src/model/step.ts';
import { renderDiagnosticEvent, renderEvent, renderVersionEvent } from '../../../src/report/apply-json.ts';
import { renderApplySummary, renderEventLine } from '../../../src/report/apply-text.ts';
import { createPalette } from '../../../src/report/palette.ts';
import { planOf } from './sample-plan.ts';

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
  { type: 'summary', summary: { done: 1, failed: 1, skipped: 2 }, interrupted: true },
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
    const summary = renderApplySummary(
      {
        summary: { done: 1, failed: 1, skipped: 2 },
        failures: [{ address: 'queue.b', action: 'create', error }],
        interrupted: false,
      },
      { color: false, width: 90 },
    );
    await expect(`${lines}\n${summary}`).toMatchFileSnapshot(golden('apply.txt'));
  });

  test('an interrupt is named in the summary', () => {
    const summary = { done: 2, failed: 0, skipped: 1 };
    expect(
      renderApplySummary({ summary, failures: [], interrupted: true }, { color: false, width: 90 }),
    ).toBe('Interrupted: 2 done, 0 failed, 1 skipped. Run it again to go on.\n');
  });
});
