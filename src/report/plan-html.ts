/** A plan as one page: changes with before and after, shown by action, what callers feel, and what is doubtful. */

import { ACTIONS, type Action, type Plan, type PlanSummary } from '../model/plan.ts';
import { NOTHING } from './dry-run/figure-text.ts';
import { IMPACT_TITLES, type ShownImpact } from './dry-run/shown-impact.ts';
import { describeFields } from './fields-text.ts';
import { escapeHtml, table } from './html/markup.ts';
import { noteList, renderNotices, soft } from './html/notices.ts';
import { renderPage } from './html/page.ts';
import { createPalette } from './palette.ts';
import { type PlanSections, type ShownChange, sectionsOf } from './plan-sections.ts';
import { formatSides } from './value-text.ts';

export function renderPlanHtml(plan: Plan): string {
  const sections = sectionsOf(plan);
  const { headline, target, isComplete, notices, impacts, hash } = sections;
  const body = [
    `<header><h1>${escapeHtml(headline)}</h1><p class="soft">${escapeHtml(target)}${isComplete ? '' : '; not complete: something was left out'}</p></header>`,
    renderNotices(notices, { showsSeverity: true }),
    renderChanges(sections.changes, plan.summary),
    ...impacts.map(renderImpact),
    renderRest(sections),
    `<footer><p>Plan hash <code>${escapeHtml(hash)}</code></p></footer>`,
  ].join('\n');
  return renderPage({ title: `cqctl ${headline}`, body });
}

/** Radio buttons and the style sheet: the page runs no script. */
function renderChanges(changes: readonly ShownChange[], summary: PlanSummary): string {
  if (changes.length === 0) return '';
  const present = ACTIONS.filter((action) => summary[action] > 0);
  const radio = (value: string, label: string, isChecked: boolean) =>
    `<input type="radio" name="show" id="show-${value}"${isChecked ? ' checked' : ''}><label for="show-${value}">${escapeHtml(label)}</label>`;
  const filter =
    present.length < 2
      ? ''
      : [
          radio('all', `all (${changes.length})`, true),
          ...present.map((action) => radio(action, `${action} (${summary[action]})`, false)),
        ].join('');
  return `<section><h2>Changes</h2><div class="filter">${filter}${changes.map(renderChange).join('')}</div></section>`;
}

const TONES: { readonly [A in Action]: string } = {
  create: 'good',
  update: '',
  replace: 'bad',
  destroy: 'bad',
  adopt: '',
  move: '',
};

function renderChange(shown: ShownChange): string {
  const { address, action } = shown.change;
  const beside = [shown.number, shown.place].map((text) => (text === '' ? '' : ` ${soft(text)}`)).join('');
  const why = shown.reason === '' ? '' : `<p class="soft">${escapeHtml(shown.reason)}</p>`;
  return `<article class="change ${action}"><h3><span class="${TONES[action]}">${action}</span> ${escapeHtml(address)}${beside}</h3>${why}${renderFields(shown)}</article>`;
}

function renderFields({ change, isList }: ShownChange): string {
  if (change.fields.length === 0) return '';
  if (isList) return noteList(describeFields(change, createPalette(false), true).map(escapeHtml));
  const rows = change.fields.map(({ path, before, after, cause }) => {
    const [old, now] = formatSides(before, after, 400);
    return [path, before === null ? NOTHING : old, after === null ? NOTHING : now, cause];
  });
  return table('', ['field', 'before', 'after', 'cause'], rows);
}

function renderImpact({ scenario, replications, queues }: ShownImpact): string {
  const rows = queues.flatMap(({ name, changed }) =>
    changed.map(({ title, before, after, change, spread }) => [
      name,
      title,
      before,
      after,
      change,
      spread || NOTHING,
    ]),
  );
  const caption = `Now against after apply: the same callers, ${replications} replications`;
  const body =
    rows.length === 0
      ? '<p>Nothing changes by more than noise.</p>'
      : table(caption, [...IMPACT_TITLES, '95 % sure'], rows);
  return `<section><h2>For the callers of ${escapeHtml(scenario)}</h2>${body}</section>`;
}

function renderRest({ unmanaged, unmanagedTitle, forgotten }: PlanSections): string {
  const left =
    forgotten.length === 0
      ? ''
      : `<p>No longer managed, left on the PBX: ${escapeHtml(forgotten.join(', '))}</p>`;
  if (unmanaged.length === 0) return left;
  const rows = unmanaged.map(({ key, kind, name }) => [key, kind, name]);
  return `${left}<section><h2>Not managed</h2><details><summary>${unmanagedTitle}</summary>${table('Left alone', ['number or name', 'kind', 'name'], rows)}</details></section>`;
}
