/** The page of a plan, in a browser: it filters by action without a script. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderPlanHtml } from '../../src/report/plan-html.ts';
import { launchChromium } from '../support/chromium.ts';
import { FULL_PLAN } from '../support/sample-plan.ts';

test('a plan is filtered by action, fits a phone, and loads nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-html-'));
  const browser = await launchChromium();
  try {
    const file = join(folder, 'plan.html');
    writeFileSync(file, renderPlanHtml(FULL_PLAN));
    const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    page.on('console', (message) => seen.push(message.text()));
    await page.goto(`file://${file}`);
    expect(seen).toHaveLength(1);
    const visible = () => page.locator('.change:visible').count();
    expect(await visible()).toBe(FULL_PLAN.changes.length);
    await page.locator('label[for="show-destroy"]').click();
    expect(await visible()).toBe(FULL_PLAN.summary.destroy);
    await page.locator('label[for="show-all"]').click();
    expect(await visible()).toBe(FULL_PLAN.changes.length);
    const [scroll, inner] = (await page.evaluate(
      '[document.documentElement.scrollWidth, innerWidth]',
    )) as number[];
    expect(scroll).toBeLessThanOrEqual(inner as number);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
