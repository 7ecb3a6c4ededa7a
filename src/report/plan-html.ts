/** A plan as one page: changes with before and after, shown by action, what callers feel, and what is doubtful. */

import { isListKind } from '../kinds/registry.ts';
import { ACTIONS, type Action, type Change, type Plan } from '../model/plan.ts';
import type { FigureChange, RoutingImpact } from '../model/simulation.ts';
import { changeText, figureText, figureTitle, spreadText } from './dry-run/figure-text.ts';
import { describeFields } from './fields-text.ts';
import { escapeHtml, table } from './html/markup.ts';
import { renderPage } from './html/page.ts';
import { createPalette } from './palette.ts';
import { reasonText } from './reason-text.ts';
import { headlineOf } from './summary-text.ts';
import { formatSides, plural } from './value-text.ts';

export function renderPlanHtml(plan: Plan): string {
  const title = headlineOf(plan);
  const body = [
    `<header><h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(plan.target)}${plan.complete ? '' : '; not complete: something was left out'}</p></header>`,
    renderDiagnostics(plan),
    renderChanges(plan),
    ...(plan.routing ?? []).map(renderImpact),
    renderRest(plan),
    `<footer><p>Plan hash <code>${escapeHtml(plan.hash)}</code></p></footer>`,
  ].join('\n');
  return renderPage({ title: `cqctl ${title}`, body });
}

function renderDiagnostics({ diagnostics }: Plan): string {
  if (diagnostics.length === 0) return '';
  const items = diagnostics.map(({ severity, code, summary, hint }) => {
    const more = hint === undefined ? '' : ` <span class="soft">${escapeHtml(hint)}</span>`;
    const tone = severity === 'error' ? ' class="bad"' : '';
    return `<li><span${tone}>${severity} ${escapeHtml(code)}</span>: ${escapeHtml(summary)}${more}</li>`;
  });
  return `<ul class="notes">${items.join('')}</ul>`;
}

/** Radio buttons and the style sheet: the page runs no script. */
function renderChanges({ changes, summary }: Plan): string {
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

function renderChange(change: Change): string {
  const { address, action, kind, key, source } = change;
  const reason = reasonText(change);
  const number =
    isListKind(kind) || address.endsWith(`.${key}`) ? '' : ` <span class="soft">${escapeHtml(key)}</span>`;
  const place =
    source === null ? '' : ` <span class="soft">${escapeHtml(`${source.file}:${source.line}`)}</span>`;
  const why = reason === null ? '' : `<p class="soft">${escapeHtml(reason)}</p>`;
  return `<article class="change ${action}"><h3><span class="${TONES[action]}">${action}</span> ${escapeHtml(address)}${number}${place}</h3>${why}${renderFields(change)}</article>`;
}

function renderFields(change: Change): string {
  if (change.fields.length === 0) return '';
  if (isListKind(change.kind)) {
    const lines = describeFields(change, createPalette(false), true);
    return `<ul class="notes">${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
  }
  const rows = change.fields.map(({ path, before, after, cause }) => {
    const [old, now] = formatSides(before, after, 400);
    return [path, before === null ? '–' : old, after === null ? '–' : now, cause];
  });
  return table('', ['field', 'before', 'after', 'cause'], rows);
}

function renderImpact({ scenario, replications, queues }: RoutingImpact): string {
  const rows = Object.entries(queues).flatMap(([queue, figures]) => impactRows(queue, figures));
  const caption = `Now against after apply: the same callers, ${replications} replications`;
  const titles = ['queue', 'figure', 'now', 'after', 'change', '95 % sure'];
  const body =
    rows.length === 0 ? '<p>Nothing changes by more than noise.</p>' : table(caption, titles, rows);
  return `<section><h2>For the callers of ${escapeHtml(scenario)}</h2>${body}</section>`;
}

function impactRows(queue: string, figures: { readonly [figure: string]: FigureChange }): string[][] {
  return Object.entries(figures)
    .filter(([, change]) => change.significant || (change.before === null) !== (change.after === null))
    .map(([figure, change]) => [
      queue,
      figureTitle(figure),
      figureText(figure, change.before),
      figureText(figure, change.after),
      changeText(figure, change.change),
      spreadText(figure, change.ci95) || '–',
    ]);
}

function renderRest({ unmanaged, forgotten }: Plan): string {
  const left =
    forgotten === undefined
      ? ''
      : `<p>No longer managed, left on the PBX: ${escapeHtml(forgotten.join(', '))}</p>`;
  if (unmanaged.length === 0) return left;
  const rows = unmanaged.map(({ key, kind, name }) => [key, kind, name]);
  return `${left}<section><h2>Not managed</h2><details><summary>${plural(unmanaged.length, 'object')} on the PBX that no file names</summary>${table('Left alone', ['number or name', 'kind', 'name'], rows)}</details></section>`;
}
