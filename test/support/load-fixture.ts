/** Loads a project of a few files. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type LoadOptions, loadProject } from '../../src/config/load.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files, removed after the tests of the file. */
export function writeProject(files: { readonly [path: string]: string | Uint8Array }): string {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-config-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export function load(folder: string, options: Partial<LoadOptions> = {}) {
  return loadProject({
    path: '.',
    cwd: folder,
    variables: {},
    processEnv: {},
    strict: false,
    ...options,
  });
}

export async function loadText(text: string, options: Partial<LoadOptions> = {}) {
  return load(writeProject({ 'cqctl.yaml': text }), options);
}

/** The project of a text in which nothing is wrong. */
export async function loadGood(text: string, options: Partial<LoadOptions> = {}) {
  const { value, diagnostics } = await loadText(text, options);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}
