/**
 * Some rooms of the sources as plain JavaScript in a folder of its own, for tests that need them in another process:
 * they are only stripped of their types, which takes a moment, not a build.
 */

import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface CompiledRooms {
  /** Holds a folder for each room, and may hold the test's own scripts. */
  folder: string;
  remove(): Promise<void>;
}

export async function compileRooms(rooms: readonly string[]): Promise<CompiledRooms> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-rooms-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const room of rooms) {
    for (const file of await readdir(join(ROOT, 'src', room), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const source = await readFile(join(ROOT, 'src', room, file), 'utf8');
      const target = join(folder, room, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, ts.transpileModule(source, { compilerOptions: OPTIONS }).outputText);
    }
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};
