/** Folders of a few files, each removed after use. */

import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder below one of its own, so that what leads out of it leads to nothing of anybody's. */
export async function inFolder<T>(
  files: { readonly [path: string]: string | Buffer },
  work: (folder: string) => Promise<T>,
  template?: string,
): Promise<T> {
  const outer = await mkdtemp(join(tmpdir(), 'cqctl-fuzz-'));
  const folder = join(outer, 'project');
  try {
    await mkdir(folder);
    if (template !== undefined) await cp(template, folder, { recursive: true });
    await writeFiles(folder, files);
    return await work(folder);
  } finally {
    await rm(outer, { recursive: true, force: true, maxRetries: 3 });
  }
}

export async function writeFiles(
  folder: string,
  files: { readonly [path: string]: string | Buffer },
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
