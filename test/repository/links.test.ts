/** Links in the documentation lead somewhere: to files that are there, and to headings of theirs. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { PAGES } from '../support/pages.ts';
import { ROOT } from '../support/run-cli.ts';

const markdown = new MarkdownIt({ html: true });

interface Page {
  links: string[];
  /** As GitHub makes them of headings. */
  anchors: Set<string>;
}

function read(path: string): Page {
  const page: Page = { links: [], anchors: new Set() };
  const tokens = markdown.parse(readFileSync(path, 'utf8'), {});
  for (const [index, token] of tokens.entries()) {
    if (tokens[index - 1]?.type === 'heading_open') page.anchors.add(anchorOf(token.content, page.anchors));
    for (const child of token.children ?? []) {
      const link = child.attrGet('href') ?? child.attrGet('src');
      if (typeof link === 'string') page.links.push(link);
    }
    const html = token.type === 'html_block' ? token.content : '';
    page.links.push(...Array.from(html.matchAll(/(?:href|src)="([^"]*)"/g), (match) => match[1] ?? ''));
  }
  return page;
}

function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const anchor = heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  let [free, count] = [anchor, 0];
  while (taken.has(free)) free = `${anchor}-${++count}`;
  return free;
}

function deadLinks(path: string): string[] {
  return read(path).links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = decodeURI(link).split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(target) || relative(ROOT, target).startsWith('..')) return true;
    return anchor !== undefined && !read(target).anchors.has(anchor);
  });
}

test.each(PAGES)('the links of %s', (page) => expect(deadLinks(join(ROOT, page))).toEqual([]));

describe('the check itself', () => {
  test('knows how GitHub makes anchors', () => {
    expect(anchorOf('CQ402: Too many destroys', new Set())).toBe('cq402-too-many-destroys');
    expect(anchorOf('`plan --base`, again', new Set(['plan---base-again']))).toBe('plan---base-again-1');
  });

  test('every page can be reached from the README', () => {
    const reached = new Set<string>();
    const todo = [join(ROOT, 'README.md')];
    for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      for (const link of path.endsWith('.md') ? read(path).links : []) {
        if (!/^([a-z]+:|#)/.test(link)) todo.push(join(dirname(path), link.replace(/#.*/, '')));
      }
    }
    const folders = [...reached].map((path) => relative(ROOT, path));
    const isReached = (page: string) => folders.includes(page) || folders.includes(dirname(page));
    expect(PAGES.filter((page) => !page.startsWith('CHANGELOG') && !isReached(page))).toEqual([]);
  });
});
