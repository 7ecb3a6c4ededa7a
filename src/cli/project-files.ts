/** The files of a project that people edit. */

import { relative, resolve, sep } from 'node:path';
import type { Project } from '../config/load.ts';
import { readText } from './files.ts';
import type { Host } from './host.ts';

/** As diagnostics and sources name them: relative to the working directory where they lie below it. */
export function sourceName(host: Host, path: string): string {
  const short = relative(host.cwd, path);
  return (short.startsWith('..') ? path : short).replaceAll(sep, '/');
}

/** Absolute; the project file first. */
export function projectFiles(host: Host, project: Project): string[] {
  const named = project.desired.resources.map((resource) => resolve(host.cwd, resource.source.file));
  return [...new Set([project.file, ...named])];
}

export async function readProjectTexts(host: Host, project: Project): Promise<{ [path: string]: string }> {
  const texts: { [path: string]: string } = {};
  for (const path of projectFiles(host, project)) texts[sourceName(host, path)] = await readText(path);
  return texts;
}
