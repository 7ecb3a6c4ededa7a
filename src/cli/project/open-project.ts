/** The project that the settings name, read and checked. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LoadOptions, loadProject, type Project } from '../../config/load.ts';
import { PROJECT_FILE } from '../../config/project-files.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { tellLines } from '../access/known-secrets.ts';
import type { Invocation } from '../invocation.ts';
import { fileFor } from '../output/files.ts';
import { READ } from '../output/output-guard.ts';
import { projectPath } from './project-files.ts';

export interface OpenedProject {
  project: Project;
  /** Warnings only. */
  diagnostics: Diagnostic[];
}

export interface OpenOptions {
  /** Another one than that of the settings. */
  path?: string;
  /** The command asks no PBX anything. */
  isOffline?: boolean;
}

/** The project with everything wrong with it, not thrown. */
export async function readProject(
  invocation: Invocation,
  strict: boolean,
  { path = invocation.settings.file, isOffline = false }: OpenOptions = {},
) {
  const options = { ...loadOptions(invocation, path), strict, isOffline };
  const loaded = await invocation.compute(() => loadProject(options));
  for (const file of loaded.files) invocation.guard.keep(file, READ);
  for (const secret of loaded.secrets) tellLines(secret, invocation.redactor);
  return loaded;
}

export function loadOptions({ settings, host }: Invocation, path = settings.file): LoadOptions {
  return {
    ...projectPath({ settings, host }, path),
    variables: settings.variables,
    processEnv: host.env,
    strict: false,
    ...(settings.environment === undefined ? {} : { environment: settings.environment }),
    ...(settings.statePath === undefined
      ? {}
      : { statePath: resolve(host.cwd, fileFor(settings, settings.statePath)) }),
  };
}

export async function openProject(invocation: Invocation, options: OpenOptions = {}): Promise<OpenedProject> {
  const { value, diagnostics } = await readProject(invocation, false, options);
  if (value === undefined || hasErrors(diagnostics)) throw new ConfigError(diagnostics);
  return { project: value, diagnostics };
}

export function isProjectAtHand({ settings, host }: Invocation): boolean {
  return settings.namesProject || existsSync(join(host.cwd, PROJECT_FILE));
}
