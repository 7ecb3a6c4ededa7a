/** Plans and diagnostics in the formats of others, and what is planted in them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { CODES, type Code } from '../../../src/codes/registry.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { Change, Plan } from '../../../src/model/plan.ts';
import { renderDiagnosticsGithub } from '../../../src/report/diagnostics-github.ts';
import { renderDiagnosticsJunit } from '../../../src/report/diagnostics-junit.ts';
import { type EnvironmentReport, renderFleetMarkdown } from '../../../src/report/fleet.ts';
import { codeSpan, fenced, summaryMarkdown } from '../../../src/report/markdown.ts';
import { renderPlanGithub } from '../../../src/report/plan-github.ts';
import { renderPlanHtml } from '../../../src/report/plan-html.ts';
import { PLAN_MARKER, renderPlanMarkdown } from '../../../src/report/plan-markdown.ts';
import { renderSarif } from '../../../src/report/sarif.ts';
import { FULL_PLAN, planOf } from '../../support/sample-plan.ts';

const golden = (name: string) => `../../golden/report/${name}`;

const EVIL =
  '| `` ``` <script>alert(1)</script> @everyone #1 [x](javascript:1) ![i](http://e) ::error::x \u001b[31m \u202e %0A --> </details>\n::warning::y';
const EVIL_CHANGE: Change = {
  address: `queue.${EVIL}`,
  kind: 'queue',
  action: 'update',
  id: 'x',
  key: EVIL,
  fields: [{ path: EVIL, before: EVIL, after: `${EVIL}2`, cause: 'config' }],
  reason: { type: 'object_adopted', title: EVIL, key: EVIL },
  source: { file: EVIL, line: 1, column: 1 },
};
const EVIL_PLAN: Plan = planOf([EVIL_CHANGE], {
  target: EVIL,
  unmanaged: [{ kind: 'queue', id: 'u', key: EVIL, name: EVIL }],
  forgotten: [`queue.${EVIL}` as 'queue.x'],
  diagnostics: [{ severity: 'warning', code: 'CQ301', summary: EVIL, hint: EVIL }],
});

/** What a renderer makes of it that is more than text: tags, links, images, and whatever HTML it was handed. */
function renderedElements(markdown: string): string[] {
  const html = new MarkdownIt({ html: true, linkify: true }).render(markdown);
  return [...new Set(html.match(/<!--|<\/?[a-z][a-z0-9]*/gi))].sort();
}

const OWN_ELEMENTS = [
  'code',
  'details',
  'em',
  'h3',
  'h4',
  'li',
  'p',
  'pre',
  'strong',
  'sub',
  'summary',
  'table',
  'tbody',
  'td',
  'th',
  'thead',
  'tr',
  'ul',
];

/** What is left of Markdown once code spans and fences are gone: only that can mean anything. */
function outsideOfCode(markdown: string): string {
  const withoutFences = markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '');
  return withoutFences.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
}

describe('a plan as Markdown', () => {
  test('begins with its marker, and what hurts comes first', async () => {
    const text = renderPlanMarkdown(FULL_PLAN);
    await expect(text).toMatchFileSnapshot(golden('plan-full.md'));
    expect(text.startsWith(`${PLAN_MARKER}\n`)).toBe(true);
    const rows = text.split('\n').filter((line) => /^\| (\*\*|[a-z])/.test(line));
    expect(rows[0]).toContain('**');
    expect(renderPlanMarkdown(planOf([]))).toContain('No changes');
  });

  test('rendered by CommonMark holds no element but its own, and as many rows as it should', () => {
    const own = new Set(['<!--', ...OWN_ELEMENTS.flatMap((name) => [`<${name}`, `</${name}`])]);
    const fleet = renderFleetMarkdown([
      { environment: EVIL, exitCode: 1, failures: [{ severity: 'error', code: 'CQ501', summary: EVIL }] },
      {
        environment: 'b',
        exitCode: 0,
        headline: EVIL,
        isChanged: true,
        isQuiet: false,
        body: renderPlanMarkdown(EVIL_PLAN, { limit: 9999 }),
      },
    ]);
    for (const text of [
      renderPlanMarkdown(EVIL_PLAN),
      renderPlanMarkdown(FULL_PLAN),
      fleet,
      summaryMarkdown(EVIL, EVIL),
    ]) {
      expect(renderedElements(text).filter((element) => !own.has(element))).toEqual([]);
    }
    const html = new MarkdownIt({ html: true }).render(renderPlanMarkdown(EVIL_PLAN));
    expect(html.match(/<tr>/g)).toHaveLength(2);
    expect(html.match(/<td>/g)).toHaveLength(5);
    expect(renderedElements('<img src=x> [x](http://e) <script>')).toEqual([
      '</a',
      '</p',
      '<a',
      '<img',
      '<p',
      '<script',
    ]);
  });

  test('keeps foreign text in code', () => {
    const left = outsideOfCode(renderPlanMarkdown(EVIL_PLAN));
    for (const word of [
      'script',
      '@everyone',
      '#1',
      'javascript',
      '::error',
      'http://e',
      '</details>',
      '-->',
    ]) {
      expect(left.replace(PLAN_MARKER, ''), word).not.toContain(word);
    }
    expect(renderPlanMarkdown(EVIL_PLAN)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    // Every row of the table has as many cells as the head.
    const table = renderPlanMarkdown(EVIL_PLAN)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
    expect(new Set(table.map(cells)).size).toBe(1);
  });

  test.each([200, 1000, 5000, 40_000])('of %i changes fits a comment, and is whole', (count) => {
    const changes = Array.from({ length: count }, (_unused, index): Change => {
      const address = `queue.q${index}` as const;
      const fields = [
        { path: 'name', before: 'a'.repeat(80), after: 'b'.repeat(80), cause: 'config' as const },
      ];
      return { ...EVIL_CHANGE, address, key: String(8000 + index), fields, reason: null, source: null };
    });
    const text = renderPlanMarkdown(planOf(changes));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toContain(`${count} to update`);
    expect(text.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.endsWith('</sub>\n')).toBe(true);
  });
});

test('code stays code, whatever it holds', () => {
  expect(codeSpan('a')).toBe('`a`');
  expect(codeSpan('a`b')).toBe('``a`b``');
  expect(codeSpan('`a')).toBe('`` `a ``');
  expect(codeSpan('a|b\nc')).toBe('`a\\|b\\nc`');
  expect(fenced('diff', ['+ ````', '- x'])).toBe('`````diff\n+ ````\n- x\n`````\n');
});

test('annotations are one line each, and nothing in them is a command', () => {
  const lines = renderPlanGithub(EVIL_PLAN)
    .split('\n')
    .filter((line) => line !== '');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/^::(notice|warning) [^\n]*::/);
    expect(line.slice(2).split(' ')[0]).toMatch(/^(notice|warning)$/);
    expect(line.replace(/^::\w+ /, '').split('::')[0]).not.toMatch(/::/);
  }
  expect(lines[0]).toContain('%25');
  expect(renderDiagnosticsGithub([{ severity: 'error', code: 'CQ100', summary: 'no file' }])).toBe(
    '::error title=CQ100::no file\n',
  );
});

test('a page of a plan holds what was planted as text', () => {
  const html = renderPlanHtml(EVIL_PLAN);
  expect(html).not.toContain('<script');
  expect(html).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  expect(html).toContain('&lt;script&gt;');
  expect(renderPlanHtml(FULL_PLAN)).toContain('id="show-destroy"');
  expect(renderPlanHtml(FULL_PLAN)).toBe(renderPlanHtml(structuredClone(FULL_PLAN)));
});

const DIAGNOSTICS: Diagnostic[] = [
  {
    severity: 'error',
    code: 'CQ200',
    summary: `unknown key ${EVIL}`,
    hint: 'did you mean name?',
    address: 'queue.a',
    source: { file: 'a b/ü.yaml', line: 3, column: 5, end_line: 3, end_column: 9 },
  },
  {
    severity: 'warning',
    code: 'CQ301',
    summary: 'does nothing',
    source: { file: 'x.yaml', line: 1, column: 1 },
  },
  { severity: 'error', code: 'CQ100', summary: 'no file' },
];

test('every format has its golden file', async () => {
  const fleet: EnvironmentReport[] = [
    { environment: 'north', exitCode: 0, headline: 'no changes', isChanged: false, isQuiet: true, body: '' },
    {
      environment: 'south',
      exitCode: 0,
      headline: '1 to update',
      isChanged: true,
      isQuiet: false,
      body: renderPlanMarkdown(FULL_PLAN, { limit: 2000 }),
    },
    {
      environment: 'west',
      exitCode: 1,
      failures: [{ severity: 'error', code: 'CQ501', summary: 'nobody answers' }],
    },
  ];
  await expect(renderPlanHtml(FULL_PLAN)).toMatchFileSnapshot(golden('plan-full.html'));
  await expect(renderPlanGithub(FULL_PLAN)).toMatchFileSnapshot(golden('plan-full.github.txt'));
  await expect(renderPlanMarkdown(planOf([]))).toMatchFileSnapshot(golden('plan-empty.md'));
  await expect(renderFleetMarkdown(fleet)).toMatchFileSnapshot(golden('fleet.md'));
  await expect(renderSarif(DIAGNOSTICS, '1.2.3')).toMatchFileSnapshot(golden('diagnostics.sarif'));
  await expect(renderDiagnosticsJunit(DIAGNOSTICS, 'cqctl.yaml')).toMatchFileSnapshot(
    golden('diagnostics.xml'),
  );
  await expect(renderDiagnosticsGithub(DIAGNOSTICS)).toMatchFileSnapshot(golden('diagnostics.github.txt'));
});

describe('what validate found', () => {
  test('as SARIF: rules, levels, places, and a fingerprint that a moved line keeps', () => {
    const log = JSON.parse(renderSarif(DIAGNOSTICS, '1.2.3'));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'cqctl', semanticVersion: '1.2.3' });
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.results[0]).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/%C3%BC.yaml' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
          },
        },
      ],
    });
    expect(run.results[2].locations).toBeUndefined();
    const moved = DIAGNOSTICS.map((each) =>
      each.source === undefined ? each : { ...each, source: { ...each.source, line: 99 } },
    );
    const prints = (text: string) =>
      JSON.parse(text).runs[0].results.map(
        (result: { partialFingerprints: object }) => result.partialFingerprints,
      );
    expect(prints(renderSarif(moved, '1'))).toEqual(prints(renderSarif(DIAGNOSTICS, '1')));
    expect(JSON.parse(renderSarif([], '1')).runs[0].results).toEqual([]);
  });

  test('as SARIF is valid by the schema of OASIS', () => {
    const folder = join(
      createRequire(import.meta.url).resolve('schemastore/package.json'),
      '../schemas/json',
    );
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false });
    const check = ajv.compile(JSON.parse(readFileSync(join(folder, 'sarif-2.1.0.json'), 'utf8')));
    const everyCode = (Object.keys(CODES) as Code[]).flatMap((code): Diagnostic[] => [
      { severity: 'error', code, summary: EVIL, detail: EVIL, address: 'queue.a' },
      { severity: 'warning', code, summary: code, source: { file: EVIL, line: 1, column: 1 } },
    ]);
    for (const diagnostics of [DIAGNOSTICS, everyCode, []]) {
      const log = JSON.parse(renderSarif(diagnostics, '1.2.3'));
      expect(check(log) ? [] : check.errors).toEqual([]);
    }
    expect(check({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  test('as JUnit: a case for each file, warnings fail nothing', () => {
    const xml = renderDiagnosticsJunit(DIAGNOSTICS, 'cqctl.yaml');
    expect(xml).toContain('tests="2" failures="2" errors="0"');
    expect(xml).not.toContain('<script');
    expect(xml).not.toContain('\u001b');
    expect(renderDiagnosticsJunit([], 'cqctl.yaml')).toContain('tests="1" failures="0"');
  });
});
