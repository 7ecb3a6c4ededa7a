import { describe, expect, test } from 'vitest';
import {
  type EnvironmentReport,
  renderFleetGithub,
  renderFleetJson,
  renderFleetMarkdown,
  renderFleetText,
  shareOfComment,
} from '../../../src/report/fleet.ts';

const STYLE = { color: false, width: 40 };
const changed = (environment: string, body: string): EnvironmentReport => ({
  environment,
  exitCode: 0,
  headline: '1 to update',
  isChanged: true,
  isQuiet: false,
  body,
});
const quiet = <Body = string>(environment: string, body: Body): EnvironmentReport<Body> => ({
  environment,
  exitCode: 0,
  headline: 'no changes',
  isChanged: false,
  isQuiet: true,
  body,
});
const failed = (environment: string): EnvironmentReport<never> => ({
  environment,
  exitCode: 1,
  failures: [
    { severity: 'error', code: 'CQ501', summary: 'nobody | answers `there`' },
    { severity: 'error', code: 'CQ502', summary: 'nor here' },
  ],
});

describe('a fleet in one report', () => {
  test('as text: what changes in full, then a line for each', () => {
    expect(renderFleetText([quiet('a', 'unseen'), changed('b', 'the plan\n\n'), failed('c')], STYLE)).toBe(
      `b ${'─'.repeat(38)}
the plan

ENVIRONMENT  OUTCOME    SUMMARY
a            unchanged  no changes
b            changed    1 to update
c            failed     CQ501: nobody | answers \`there\`, and 1 more

3 environments: 1 failed, 1 changed, 1 unchanged
`,
    );
  });

  test('as JSON: the result of each, or why there is none', () => {
    const fleet = JSON.parse(renderFleetJson([quiet('a', { hash: '1' }), failed('b')]));
    expect(fleet).toMatchObject({
      format_version: '1.0',
      environments: [
        { environment: 'a', exit_code: 0, outcome: 'unchanged', result: { hash: '1' } },
        {
          environment: 'b',
          exit_code: 1,
          outcome: 'failed',
          diagnostics: [{ code: 'CQ501' }, { code: 'CQ502' }],
        },
      ],
      summary: { environments: 2, failed: 1, refused: 0, changed: 0, unchanged: 1 },
    });
    expect(Object.keys(fleet)[0]).toBe('format_version');
    expect(Object.keys(fleet).at(-1)).toBe('summary');
  });

  test('as Markdown: what went wrong first, foreign text in code, never more than a comment holds', () => {
    const text = renderFleetMarkdown([quiet('a', ''), changed('b', 'part of b'), failed('c')]);
    expect(text.startsWith('<!-- cqctl-plan -->\n')).toBe(true);
    expect(text).toMatch(/\| `c` \| \*\*failed\*\* \| .*\n\| `b` \| changed \|.*\n\| `a` \| unchanged \|/);
    expect(text).toContain('nobody \\| answers');
    expect(text).toContain('<details><summary>b</summary>\n\npart of b');
    const share = shareOfComment(500);
    const many = Array.from({ length: 500 }, (_unused, index) =>
      changed(`tenant-${index}`, 'x'.repeat(share)),
    );
    const long = renderFleetMarkdown(many);
    expect(long.length).toBeLessThanOrEqual(60_000);
    expect(long).toContain('and 300 more');
    expect(long.match(/<details>/g)?.length).toBe(long.match(/<\/details>/g)?.length);
    const oversize = renderFleetMarkdown([changed('a', 'x'.repeat(70_000)), changed('b', 'short')]);
    expect(oversize.length).toBeLessThan(1000);
    expect(oversize).toContain('<summary>b</summary>');
  });

  test('as annotations: those of a shared file once', () => {
    const notice = '::notice file=a.yaml,line=1,col=1,title=cqctl plan::x\n';
    expect(renderFleetGithub([changed('a', notice), changed('b', notice), failed('c')])).toBe(
      `${notice}::error title=cqctl CQ501%3A c::nobody | answers \`there\`\n::error title=cqctl CQ502%3A c::nor here\n`,
    );
  });
});
