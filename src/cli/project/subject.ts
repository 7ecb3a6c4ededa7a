/** Which PBX a command looks at, and what its queues are called here: for commands that need no more of a project. */

import type { Project } from '../../config/load.ts';
import { loadTarget } from '../../config/load-target.ts';
import type { TargetSettings } from '../../config/target-settings.ts';
import { kindOf } from '../../kinds/registry.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';
import { readFolderTarget } from './folder-target.ts';
import { isProjectAtHand, loadOptions, openProject, readProject } from './open-project.ts';

/** What a command needs that only looks at the PBX: which one, and what its queues are called here. */
export interface Subject {
  target: TargetSettings;
  queues: readonly { key: string; number: string }[];
}

/** What an export needs besides: which fields newer than this version the project manages. */
export interface ExportSubject {
  target: TargetSettings;
  desired: Pick<Project['desired'], 'resources'>;
}

/** A project where there is one or one was asked for; else what CQCTL_URL names is enough. */
export async function openExportSubject(invocation: Invocation): Promise<ExportSubject> {
  const target = await readGivenTarget(invocation);
  return target === undefined
    ? (await openProject(invocation)).project
    : { target, desired: { resources: [] } };
}

/** The same; mistakes in the files are no matter as long as they say which PBX is meant. */
export async function openSubject(invocation: Invocation): Promise<Subject> {
  const given = await readGivenTarget(invocation);
  if (given !== undefined) return { target: given, queues: [] };
  const { value, diagnostics } = await readProject(invocation, false);
  if (value !== undefined && !hasErrors(diagnostics)) {
    const queues = value.desired.resources.filter(({ kind }) => kindOf(kind).hasCallers);
    return {
      target: value.target,
      queues: queues.map(({ key, naturalKey }) => ({ key, number: naturalKey })),
    };
  }
  const subject = await loadTarget(loadOptions(invocation));
  if (subject === undefined) throw new ConfigError(diagnostics);
  invocation.output.log('warning', describeMistakes(diagnostics));
  return subject;
}

function describeMistakes(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const place = first?.source == null ? '' : ` (${first.source.file}:${first.source.line})`;
  return printable(
    `CQ523 the project has mistakes, and only its target is used: ${first?.summary}${place}; \`cqctl validate\` tells all of them`,
  );
}

/** Undefined where a project says which PBX is meant. */
async function readGivenTarget(invocation: Invocation): Promise<TargetSettings | undefined> {
  const { env, cwd } = invocation.host;
  if (isProjectAtHand(invocation) || env['CQCTL_URL'] === undefined) return undefined;
  return readFolderTarget(invocation, cwd, env);
}
