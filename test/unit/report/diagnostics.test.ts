import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { renderDiagnosticsJson } from '../../../src/report/diagnostics-json.ts';
import { renderDiagnostics, renderValidation } from '../../../src/report/diagnostics-text.ts';

const PLAIN = { color: false, width: 90 };
const golden = (name: string) => `../../golden/report/${name}`;
const DIAGNOSTICS: Diagnostic[] = [
  {
    severity: 'error',
    code: 'CQ203',
    summary: 'extension_number is a number, but has to be a text of 3 to 64 digits',
    detail: 'YAML reads 0800 as a number.\nThe PBX would get 800.',
    hint: 'quote it: "0800"',
    address: 'queue.support',
    source: { file: 'cqctl.yaml', line: 12, column: 5, end_line: 12, end_column: 9 },
    snippet: { text: '\u001b[2J extension_number: 0800', start: 23, length: 4 },
  },
  {
    severity: 'warning',
    code: 'CQ301',
    summary: 'skill_level does nothing',
    source: { file: 'q.yaml', line: 3, column: 1 },
    snippet: { text: 'x: 1', start: 4, length: 0 },
  },
  { severity: 'error', code: 'CQ401', summary: 'queue.fax is protected', address: 'queue.fax' },
];

describe('diagnostics', () => {
  test('as text', async () => {
    await expect(renderDiagnostics(DIAGNOSTICS, PLAIN)).toMatchFileSnapshot(golden('diagnostics.txt'));
  });

  test('as JSON', async () => {
    await expect(renderDiagnosticsJson(DIAGNOSTICS)).toMatchFileSnapshot(golden('diagnostics.json'));
  });

  test('the mark stands under what is meant, although characters before it are wide or of no width', () => {
    for (const [before, columns] of [
      ['客服中心', 8],
      ['😀ｱ', 3],
      ['e\u0301', 1],
    ] as const) {
      const snippet = { text: `${before}x`, start: before.length, length: 1 };
      const source = { file: 'q.yaml', line: 3, column: 1 };
      const text = renderDiagnostics(
        [{ severity: 'error', code: 'CQ200', summary: 'x', source, snippet }],
        PLAIN,
      );
      expect(text.split('\n')[2]).toBe(`    | ${' '.repeat(columns)}^`);
    }
  });

  test('the mark stands under what is meant, although an escape made the line longer', () => {
    const lines = renderDiagnostics(DIAGNOSTICS, PLAIN).split('\n');
    const marked = lines.findIndex((line) => line.includes('^^^^'));
    expect(lines[marked]?.indexOf('^^^^')).toBe(lines[marked - 1]?.indexOf('0800'));
  });

  test('none are valid, warnings are too', () => {
    expect(renderValidation({ diagnostics: [], resources: 1 }, PLAIN)).toBe('Valid. 1 resource.\n');
    const warnings = DIAGNOSTICS.filter((diagnostic) => diagnostic.severity === 'warning');
    expect(renderValidation({ diagnostics: warnings, resources: 2 }, PLAIN)).toContain('1 warning\nValid.');
    expect(JSON.parse(renderDiagnosticsJson(warnings))).toMatchObject({
      valid: true,
      summary: { errors: 0, warnings: 1 },
    });
  });
});
