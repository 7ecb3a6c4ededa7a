/** Every page of docs/decisions has the form that its README asks for. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = 'docs/decisions';
const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md');

/** What a page lacks of the form. */
function faultsOf(text: string): string[] {
  const [head = '', ...sections] = text.split(/^## /m);
  const [title = '', blank, date = '', status = '', end, ...reasons] = head.split('\n');
  const alternatives = sections.find((section) => section.startsWith('Alternatives\n')) ?? '';
  const superseded = /^\* Status: superseded by \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\)/.exec(status)?.[2];
  const checks = {
    title: /^# \S/.test(title) && blank === '',
    date: /^\* Date: \d{4}-\d\d-\d\d$/.test(date),
    status: /^\* Status: accepted(; .+)?$/.test(status) || (superseded && pages.includes(superseded)),
    reasons: end === '' && (reasons.join('').trim() !== '' || sections.length > 1),
    alternatives: /^\* \S/m.test(alternatives),
  };
  return Object.entries(checks).flatMap(([name, isRight]) => (isRight ? [] : [name]));
}

describe('a page of a decision', () => {
  it('is found', () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)('%s has a number, a title, a date, a status, reasons and alternatives', (name) => {
    expect(name).toMatch(/^\d{4}-[a-z0-9-]+\.md$/);
    expect(faultsOf(readFileSync(`${FOLDER}/${name}`, 'utf8'))).toEqual([]);
  });

  it('has a number of its own', () => {
    const numbers = pages.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('that is superseded names the page that took its place', () => {
    const text = readFileSync(`${FOLDER}/0011-undici-in-parts.md`, 'utf8');
    expect(text).toContain('* Status: superseded by [0017](0017-one-way-over-http.md)');
  });

  it.each([
    [
      'no date',
      '# A\n\n* Status: accepted\n\nWhy.\n\n## Alternatives\n\n* B\n',
      ['date', 'status', 'reasons'],
    ],
    [
      'a page that is not there',
      '# A\n\n* Date: 2026-01-01\n* Status: superseded by [9999](9999-b.md)\n\nWhy.\n\n## Alternatives\n\n* B\n',
      ['status'],
    ],
    ['no alternatives', '# A\n\n* Date: 2026-01-01\n* Status: accepted\n\nWhy.\n', ['alternatives']],
  ])('fails with %s', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });
});
