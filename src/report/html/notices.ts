/** Diagnostics on a page. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import { escapeHtml } from './markup.ts';

/** `showsSeverity`: where some of them may be errors. */
export function renderNotices(
  diagnostics: readonly Diagnostic[],
  options: { showsSeverity: boolean },
): string {
  const items = diagnostics.map(({ severity, code, summary, hint }) => {
    const tone = severity === 'error' ? ' class="bad"' : '';
    const head = options.showsSeverity
      ? `<span${tone}>${severity} ${escapeHtml(code)}</span>`
      : escapeHtml(code);
    return `${head}: ${escapeHtml(summary)}${hint === undefined ? '' : ` ${soft(hint)}`}`;
  });
  return items.length === 0 ? '' : noteList(items);
}

/** Less than the text beside it. */
export function soft(text: string): string {
  return `<span class="soft">${escapeHtml(text)}</span>`;
}

/** Items are markup. */
export function noteList(items: readonly string[]): string {
  return `<ul class="notes">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}
