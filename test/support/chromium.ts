/** A headless Chromium, as the system has it. There is none without it: a page that nobody looked at is not tested. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [process.env['CHROMIUM'] ?? '', ...paths].find((path) => path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error('there is no Chromium: apt-get install chromium, or name one in CHROMIUM');
  }
  return found;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
}
