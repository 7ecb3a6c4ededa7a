import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createApplyReport } from '../../../src/cli/apply/apply-report.ts';
import type { ApplyEvent } from '../../../src/model/step.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';
import { CHANGES, planOf } from '../../support/sample-plan.ts';

const EVENTS: ApplyEvent[] = [
  { type: 'planned', plan: planOf(CHANGES) },
  { type: 'step_start', address: 'queue.fax', action: 'destroy' },
  { type: 'step_done', address: 'queue.fax', action: 'destroy', id: null, elapsed_s: 0.1 },
  { type: 'step_start', address: 'queue.sales', action: 'create' },
  {
    type: 'step_failed',
    address: 'queue.sales',
    action: 'create',
    error: { code: 'CQ501', message: 'refused' },
    elapsed_s: 0.2,
  },
  { type: 'step_skipped', address: 'agents.sales', action: 'create', because: 'queue.sales' },
  { type: 'summary', summary: { done: 1, unsaved: 0, failed: 1, skipped: 1 }, interrupted: false },
];

const typesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);

describe('an apply in JSON', () => {
  test('is one event a line, the version first, one plan, the summary last', async () => {
    const { invocation, text } = fakeInvocation({ format: 'json' });
    const report = createApplyReport(invocation, 'apply');
    report.begin();
    report.showPlan(planOf(CHANGES));
    for (const event of EVENTS) report.onEvent(event);
    await report.end();
    expect(typesOf(text.stdout)).toEqual([
      'version',
      'planned',
      'step_start',
      'step_done',
      'step_start',
      'step_failed',
      'step_skipped',
      'summary',
    ]);
    expect(text.stderr).toBe('');
  });

  test('ends with a summary of nothing when it never began', async () => {
    const { invocation, text } = fakeInvocation({ format: 'json' });
    const report = createApplyReport(invocation, 'apply');
    report.begin();
    await report.end({ code: 'CQ600', severity: 'error', summary: 'the state is locked' });
    expect(typesOf(text.stdout)).toEqual(['version', 'diagnostic', 'summary']);
    expect(JSON.parse(text.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      summary: { done: 0, unsaved: 0, failed: 0, skipped: 0 },
      interrupted: false,
    });
  });
});

describe('an apply in text', () => {
  test('has plan and summary on stdout, a line for each finished step on stderr, and JSON in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cqctl-report-'));
    try {
      const { invocation, text } = fakeInvocation({ output: ['json=run.jsonl'] }, folder);
      const report = createApplyReport(invocation, 'apply');
      report.begin();
      report.showPlan(planOf(CHANGES));
      for (const event of EVENTS) report.onEvent(event);
      await report.end();
      expect(text.stdout).toContain('Plan: ');
      expect(text.stdout).toMatch(/Not all was applied: 1 done, 1 failed, 1 skipped\. .*\n$/);
      expect(text.stderr.trim().split('\n')).toEqual([
        'queue.fax: destroyed (0.1 s)',
        'queue.sales: create failed: CQ501 refused',
        'agents.sales: skipped: queue.sales failed',
      ]);
      expect(typesOf(readFileSync(join(folder, 'run.jsonl'), 'utf8')).at(-1)).toBe('summary');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
