/** `docs/diagnostics.md`: every code with its title and help. */

import { CODES } from '../../src/codes/registry.ts';
import { compareText } from '../../src/model/compare-text.ts';

/** First hundred of the code, and what it is about; in the order of the page. */
const SUBJECTS: readonly { from: number; to: number; title: string }[] = [
  { from: 100, to: 199, title: 'Files and YAML' },
  { from: 200, to: 299, title: 'Schema' },
  { from: 300, to: 349, title: 'Lint' },
  { from: 350, to: 399, title: 'References and rules between resources' },
  { from: 400, to: 499, title: 'Plans' },
  { from: 500, to: 599, title: 'The PBX' },
  { from: 600, to: 699, title: 'State and its lock' },
  { from: 900, to: 999, title: 'Usage, interruption, bugs' },
];

export function diagnosticsReference(): string {
  const codes = Object.entries(CODES).sort(([a], [b]) => compareText(a, b));
  const sections = SUBJECTS.flatMap(({ from, to, title }) => {
    const inside = codes.filter(([code]) => Number(code.slice(2)) >= from && Number(code.slice(2)) <= to);
    if (inside.length === 0) return [];
    const entries = inside.map(([code, facts]) => `### ${code}: ${facts.title}\n\n${facts.help}`);
    return [`## ${title} (CQ${from}-CQ${to})`, ...entries];
  });
  return [
    '# Diagnostics',
    '<!-- Written by `npm run gen` from src/codes. -->',
    'Every error and warning of cqctl has a code that never changes its meaning. Warnings of lint become errors with `--strict`. By what you see instead: [troubleshooting](troubleshooting.md).',
    ...sections,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}
