/** The shell of a report: one file that loads nothing, for a screen of any size, in light and dark, and for paper. */

import { escapeHtml } from './markup.ts';
import { STYLE } from './style.ts';

export interface Page {
  title: string;
  /** Markup. */
  body: string;
}

/** The policy forbids every load and every script; styles stand in the page. */
export function renderPage({ title, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
