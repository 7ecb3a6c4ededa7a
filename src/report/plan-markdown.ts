/**
 * A plan as a comment of a pull request: a marker by which a bot finds its own comment, a line that says how much, a table, a
 * diff for each resource, what it does to callers. No time stands in it, so an unchanged plan leaves the comment as it is.
 *
 * Comments have a limit. What does not fit is told shorter, in steps, each of which is whole: nothing is ever cut.
 */

import { distinguishTexts } from '../model/look-alikes.ts';
import type { Action, Plan } from '../model/plan.ts';
import { IMPACT_TITLES, type ShownImpact } from './dry-run/shown-impact.ts';
import { describeFields, hasOwnReason } from './fields-text.ts';
import { codeSpan, fenced, folded, markdownTable } from './markdown.ts';
import { createPalette } from './palette.ts';
import { type PlanSections, type ShownChange, sectionsOf } from './plan-sections.ts';
import { plural } from './value-text.ts';

/** GitHub takes 65,536 characters; some room for what a bot adds. */
export const COMMENT_LIMIT = 60_000;
export const PLAN_MARKER = '<!-- cqctl-plan -->';

/** What hurts most, first. */
const ORDER: readonly Action[] = ['destroy', 'replace', 'update', 'create', 'adopt', 'move'];

interface Detail {
  /** Lines of a resource's diff at most; 0: no diffs. */
  lines: number;
  /** Rows of the table at most; 0: no table. */
  rows: number;
  /** Figures of callers that do not change are left out anyway. */
  routing: boolean;
}

const STEPS: readonly Detail[] = [
  { lines: Infinity, rows: Infinity, routing: true },
  { lines: 20, rows: Infinity, routing: true },
  { lines: 0, rows: Infinity, routing: true },
  { lines: 0, rows: 100, routing: true },
  { lines: 0, rows: 20, routing: false },
  { lines: 0, rows: 0, routing: false },
];

/** A plan in a comment that is about several; the comment has the marker. */
export interface MarkdownPart {
  /** Characters. */
  limit: number;
}

export function renderPlanMarkdown(plan: Plan, part?: MarkdownPart): string {
  const limit = part?.limit ?? COMMENT_LIMIT;
  const marker = part === undefined ? `${PLAN_MARKER}\n\n` : '';
  const inPlanOrder = sectionsOf(plan);
  const changes = inPlanOrder.changes.toSorted(
    (a, b) => ORDER.indexOf(a.change.action) - ORDER.indexOf(b.change.action),
  );
  const sections = { ...inPlanOrder, changes };
  for (const detail of STEPS) {
    const text = marker + render(sections, detail);
    if (text.length <= limit) return text;
  }
  return marker + render({ ...sections, notices: [] }, STEPS.at(-1) as Detail);
}

function render(sections: PlanSections, detail: Detail): string {
  const { headline, target, isComplete, hash, changes } = sections;
  const partial = isComplete ? '' : ' Not complete: `--target` or `--exclude` left something out.';
  return [
    `### cqctl: ${headline}\n`,
    `Target ${codeSpan(target)}.${partial}\n`,
    renderNotices(sections),
    renderTable(changes, detail),
    detail.routing ? sections.impacts.map(renderImpact).join('\n') : '',
    renderDiffs(changes, detail),
    renderRest(sections),
    `<sub>Plan hash ${codeSpan(hash)}: \`cqctl apply --expect ${hash}\`</sub>\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderNotices({ notices }: PlanSections): string {
  return notices
    .map(({ severity, code, summary, hint }) => {
      const mark = severity === 'error' ? '**Error**' : 'Warning';
      return `- ${mark} ${code}: ${codeSpan(summary)}${hint === undefined ? '' : ` (${codeSpan(hint)})`}\n`;
    })
    .join('');
}

const MARKS: { readonly [A in Action]: string } = {
  destroy: '**destroy**',
  replace: '**replace**',
  update: 'update',
  create: 'create',
  adopt: 'adopt',
  move: 'move',
};

function renderTable(changes: readonly ShownChange[], { rows }: Detail): string {
  if (changes.length === 0 || rows === 0) return '';
  const shown = changes.slice(0, rows).map(({ change, isList, place }) => {
    const fields = change.fields.map(({ path }) => path).join(', ');
    return [
      MARKS[change.action],
      codeSpan(change.address),
      isList ? '' : codeSpan(change.key),
      codeSpan(fields.slice(0, 120)),
      codeSpan(place),
    ];
  });
  const left = changes.length - shown.length;
  const note = left > 0 ? `\nand ${left} more\n` : '';
  return markdownTable(['', 'resource', 'number or name', 'fields', 'where'], shown) + note;
}

/** Shut where there are so many that the reader would lose the rest of the page. */
const FOLD_FROM = 12;

function renderDiffs(changes: readonly ShownChange[], { lines }: Detail): string {
  if (lines === 0) return '';
  const blocks = changes
    .map((shown) => ({ change: shown.change, diff: diffOf(shown) }))
    .filter(({ diff }) => diff.length > 0)
    .map(({ change, diff }) => {
      const left = diff.length - lines;
      const shown = left > 0 ? [...diff.slice(0, lines), `# and ${left} more lines`] : diff;
      return `${MARKS[change.action]} ${codeSpan(change.address)}\n\n${fenced('diff', shown)}`;
    });
  if (blocks.length === 0) return '';
  const body = blocks.join('\n');
  return blocks.length > FOLD_FROM ? folded(`${plural(blocks.length, 'resource')} in full`, body) : body;
}

/** As `diff` colours it: what was, what will be, and notes. */
function diffOf({ change, isList, reason: why }: ShownChange): string[] {
  const reason = hasOwnReason(change) ? [`# ${why}`] : [];
  if (isList) {
    // Re-levelled and moved agents are neither added nor removed.
    return [
      ...reason,
      ...describeFields(change, createPalette(false), true).map((line) => line.replace(/^[~>]/, '!')),
    ];
  }
  if (change.action === 'create') {
    return [...reason, ...change.fields.map(({ path, after }) => `+ ${path}: ${JSON.stringify(after)}`)];
  }
  const fields = change.fields.flatMap(({ path, before, after, cause }) => {
    const note = cause === 'drift' ? '  # drift' : cause === 'pending' ? '  # pending' : '';
    const [old, now] = distinguishTexts(JSON.stringify(before), JSON.stringify(after));
    const was = before === null ? [] : [`- ${path}: ${old}`];
    return [...was, `+ ${path}: ${now}${note}`];
  });
  return [...reason, ...fields];
}

const FIGURES = ['service_level.value', 'abandonment_rate', 'asa_s', 'wait_s.p90', 'answered', 'occupancy'];

function renderImpact({ scenario, replications, queues }: ShownImpact): string {
  const rows = queues.flatMap(({ name, changed }) =>
    FIGURES.flatMap((figure) => changed.filter((each) => each.name === figure)).map((figure) => [
      codeSpan(name),
      figure.title,
      figure.before,
      `**${figure.after}**`,
      `${figure.change} ${figure.spread}`.trim(),
    ]),
  );
  const title = `#### For the callers of ${codeSpan(scenario)}\n`;
  const how = `Now against after apply, ${replications} replications, 95 % sure.\n`;
  if (rows.length === 0) return `${title}\nNothing changes by more than noise.\n`;
  return `${title}\n${how}\n${markdownTable(IMPACT_TITLES, rows)}`;
}

function renderRest({ forgotten, unmanaged, unmanagedTitle }: PlanSections): string {
  const parts = [];
  if (forgotten.length > 0) {
    parts.push(`No longer managed, left on the PBX: ${forgotten.map(codeSpan).join(', ')}\n`);
  }
  if (unmanaged.length > 0) parts.push(`${unmanagedTitle}; left alone.\n`);
  return parts.join('\n');
}
