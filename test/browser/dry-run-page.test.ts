/** The page of a dry run, looked at by a browser: it loads nothing, runs nothing, fits a phone, and hides nothing. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderComparisonHtml, renderSimulationHtml } from '../../src/report/dry-run/html/dry-run-html.ts';
import { compareSides } from '../../src/scenario/compare.ts';
import { launchChromium } from '../support/chromium.ts';
import { queueOf, runOn, scenarioOf } from '../support/scenario.ts';

const EVIL = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;
const SCENARIO = `
scenario: ${JSON.stringify(`lunch ${EVIL}`)}
start: "2026-11-23T11:00:00"
duration: 3h
replications: 4
agents: { default: { answer: { after: 4s }, wrap_up: 20s } }
traffic:
  - { queue: ${JSON.stringify(EVIL)}, arrivals: { rate: 70/h }, talk: { exponential: 100s }, patience: { exponential: 90s } }
`;

let browser: Browser;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-html-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pages() {
  const scenario = await scenarioOf(SCENARIO);
  const run = (agents: string[]) =>
    runOn(scenario, [queueOf(EVIL, '8000', agents, { agent_auto_ready: false })], {
      plots: true,
      trace: false,
    });
  const before = await run(['2001', '2002']);
  const after = await run(['2001', '2002', '2003']);
  return {
    single: () => renderSimulationHtml([after.result]),
    both: () => renderComparisonHtml([compareSides(before, after)]),
  };
}

interface Looked {
  page: Page;
  requests: string[];
  errors: string[];
}

async function open(html: string, options: { width: number; dark?: boolean }): Promise<Looked> {
  const file = join(folder, `${Math.abs(html.length)}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({
    viewport: { width: options.width, height: 800 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`file://${file}`);
  return { page, requests, errors };
}

describe.each(['single', 'both'] as const)('the page of %s', (kind) => {
  test('loads nothing but itself, and what was planted in it is text', async () => {
    const { page, requests, errors } = await open((await pages())[kind](), { width: 1100 });
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await page.locator('h2').filter({ hasText: 'onerror' }).count()).toBe(1);
    await page.close();
  });

  test('has for every plot a name, a description and a table', async () => {
    const { page } = await open((await pages())[kind](), { width: 1100 });
    const plots = await page.locator('svg').all();
    expect(plots.length).toBeGreaterThanOrEqual(4);
    for (const plot of plots) {
      const ids = ((await plot.getAttribute('aria-labelledby')) ?? '').split(' ');
      expect(await plot.getAttribute('role')).toBe('img');
      for (const id of ids) {
        expect(((await page.locator(`[id="${id}"]`).textContent()) ?? '').length).toBeGreaterThan(5);
      }
    }
    expect(await page.locator('figure').count()).toBe(plots.length);
    expect(await page.locator('figure details table').count()).toBe(plots.length);
    expect(await page.locator('figure svg rect, figure svg path').count()).toBeGreaterThan(50);
    await page.close();
  });

  test('fits a phone, changes its colours in the dark, and prints', async () => {
    const html = (await pages())[kind]();
    const { page } = await open(html, { width: 320 });
    const [scroll, inner] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
      number,
      number,
    ];
    expect(scroll).toBeLessThanOrEqual(inner);
    const colorOf = (looked: Looked['page']) =>
      looked.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await colorOf(page);
    const dark = await open(html, { width: 320, dark: true });
    expect(await colorOf(dark.page)).not.toBe(light);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 4).toString()).toBe('%PDF');
    await page.close();
    await dark.page.close();
  });
});
