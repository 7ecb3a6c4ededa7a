/**
 * One command for many environments: in parallel, under one bound for all their requests that a few which hang cannot use
 * up, with one report.
 *
 * Each has an invocation of its own. What goes wrong with one is its own result; the others do not notice.
 */

import { resolve } from 'node:path';
import { listEnvironments } from '../../config/environment-names.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { AbortedError, ConfigError, UsageError } from '../../model/errors.ts';
import {
  type EnvironmentReport,
  renderFleetGithub,
  renderFleetJson,
  renderFleetMarkdown,
  renderFleetText,
  shareOfComment,
} from '../../report/fleet.ts';
import { type Format, isJoined, type JoinedFormat } from '../../report/formats.ts';
import type { Gate, Invocation } from '../invocation.ts';
import { emit, emitFurther, FILE_STYLE, type Renderings } from '../output/emit.ts';
import { ENVIRONMENT_MARK, fileFor } from '../output/files.ts';
import { tellGithub } from '../output/github-actions.ts';
import type { Output } from '../output/output.ts';
import type { Result } from '../output/result.ts';
import { readProject } from '../project/open-project.ts';
import { projectPath } from '../project/project-files.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../run/exit-codes.ts';
import { describeErrors, renderFailure } from '../run/failure-text.ts';
import { readVariable } from '../settings.ts';
import { keepOwnFiles } from '../state/backends.ts';
import { readVersion } from '../version.ts';
import { FleetPlaces } from './fleet-places.ts';

/** The worst first: a fleet ends with the worst code of its environments. */
const WORST_FIRST = [EXIT.interrupted, EXIT.bug, EXIT.usage, EXIT.error, EXIT.gate, EXIT.changes] as const;

interface Outcome {
  environment: string;
  exitCode: ExitCode;
  result?: Result;
  error?: unknown;
}

export async function runFleet<F extends Format>(
  invocation: Invocation<F>,
  options: { all?: boolean; out?: string; isOffline?: boolean; title: string },
  find: (invocation: Invocation<F>) => Promise<Result<F>>,
): Promise<ExitCode> {
  const { settings, output } = invocation;
  demandOwnFiles(invocation, options);
  const joined = joinedOf(invocation);
  const names = options.all === true ? await readNames(invocation) : settings.environments;
  await demandDistinctFiles(invocation, options.out, names);
  const places = new FleetPlaces(settings.parallelism, names.length);
  let done = 0;
  const outcomes = await Promise.all(
    names.map((environment) =>
      places.run(async (gate) => {
        const outcome = await runOne(environmentOf(invocation, environment, gate), environment, find);
        output.showLive(`${++done} of ${names.length} environments`);
        return outcome;
      }),
    ),
  );
  output.showLive(undefined);
  for (const outcome of outcomes) tellFailure(outcome, output);
  const renderings = renderingsOf(outcomes);
  await emit(joined, renderings);
  const { markdown: _none, ...withoutMarkdown } = renderings;
  const shown = hasMarkdown(outcomes) ? renderings : withoutMarkdown;
  await tellGithub(joined, { title: options.title, renderings: shown, ...outputsOf(outcomes) });
  return WORST_FIRST.find((code) => outcomes.some(({ exitCode }) => exitCode === code)) ?? EXIT.done;
}

function demandOwnFiles(
  { settings, host }: Invocation,
  { all, out, isOffline = false }: { all?: boolean; out?: string; isOffline?: boolean },
): void {
  if (all === true && settings.environments.length > 0 && readVariable(host.env, 'CQCTL_ENV') === undefined) {
    throw new UsageError('--all and --env go against each other', { hint: 'leave one of them out' });
  }
  if (!isOffline && readVariable(host.env, 'CQCTL_URL') !== undefined) {
    throw new UsageError('CQCTL_URL would send every environment to one PBX', {
      hint: 'unset it, and write target: { url: … } into each environment',
    });
  }
  if (out !== undefined && !out.includes(ENVIRONMENT_MARK)) {
    throw new UsageError(`--out ${out} is one file for several environments`, {
      hint: `name one for each, as in --out ${ENVIRONMENT_MARK}.cqplan`,
    });
  }
  if (settings.statePath !== undefined && !settings.statePath.includes(ENVIRONMENT_MARK)) {
    throw new UsageError(`--state-path ${settings.statePath} is one file for several environments`, {
      hint: `name one for each, as in --state-path ${ENVIRONMENT_MARK}.json`,
    });
  }
}

/** What is printed and written once for all of them. */
function joinedOf({ settings, ...rest }: Invocation): Invocation<JoinedFormat> {
  const shared = settings.outputs.filter(({ file }) => !file.includes(ENVIRONMENT_MARK));
  const format = joinedFormat(settings.format);
  const outputs = shared.map((output) => ({ ...output, format: joinedFormat(output.format) }));
  return { ...rest, settings: { ...settings, format, outputs } };
}

function joinedFormat(format: Format): JoinedFormat {
  if (isJoined(format)) return format;
  throw new UsageError(`the format ${format} has no place for several environments`, {
    hint: `write one file for each: --output ${format}=${ENVIRONMENT_MARK}.${format}`,
  });
}

/**
 * What is one file for each environment by name may all the same be one file, another output's, or what another environment
 * keeps: that one may be read only once this one's files are written.
 */
async function demandDistinctFiles(
  invocation: Invocation,
  out: string | undefined,
  names: readonly string[],
): Promise<void> {
  const { settings, host, guard } = invocation;
  const own = settings.outputs.map(({ format, file }) => ({ option: `--output ${format}=${file}`, file }));
  const all = [...own, ...(out === undefined ? [] : [{ option: `--out ${out}`, file: out }])];
  const distinct = all.filter(({ file }) => file.includes(ENVIRONMENT_MARK));
  if (distinct.length === 0) return;
  for (const environment of names) {
    for (const { option, file } of distinct) {
      guard.write(resolve(host.cwd, fileFor({ environment }, file)), option, environment);
    }
    const child = { ...invocation, settings: { ...settings, environment } };
    const { value } = await readProject(child, false, { isOffline: true });
    // What is wrong with its files is told where it is run.
    if (value !== undefined) keepOwnFiles(invocation, value);
  }
  await guard.check();
}

async function readNames({ settings, host }: Invocation): Promise<readonly string[]> {
  const { value, diagnostics } = await listEnvironments(projectPath({ settings, host }));
  if (value === undefined) throw new ConfigError(diagnostics);
  return value;
}

function environmentOf<F extends Format>(
  invocation: Invocation<F>,
  environment: string,
  gate: Gate,
): Invocation<F> {
  const { settings, output } = invocation;
  const outputs = settings.outputs.filter(({ file }) => file.includes(ENVIRONMENT_MARK));
  const prefix = `${environment}: `;
  const own: Output = {
    ...output,
    out() {},
    showLive() {},
    isLive: false,
    err: (text) => output.err(text.replaceAll(/^(?=.)/gm, prefix)),
    log: (level, message) => output.log(level, prefix + message),
  };
  return { ...invocation, settings: { ...settings, environment, outputs }, output: own, gate };
}

async function runOne<F extends Format>(
  invocation: Invocation<F>,
  environment: string,
  find: (invocation: Invocation<F>) => Promise<Result<F>>,
): Promise<Outcome> {
  try {
    if (invocation.signal.aborted) return { environment, exitCode: EXIT.interrupted };
    const result = await find(invocation);
    await emitFurther(invocation, result.renderings);
    return { environment, exitCode: result.exitCode, result };
  } catch (error) {
    const exitCode = invocation.signal.aborted ? EXIT.interrupted : exitCodeOf(error);
    return { environment, exitCode, error };
  }
}

function tellFailure({ environment, exitCode, error }: Outcome, output: Output): void {
  if (error === undefined || exitCode === EXIT.interrupted) return;
  const style = output.messageStyle;
  const { text } = renderFailure(error, { args: process.argv.slice(2), version: readVersion(), style });
  output.err(`${environment}:\n${text}\n`);
}

function failuresOf({ error, exitCode }: Outcome): readonly Diagnostic[] {
  return describeErrors(exitCode === EXIT.interrupted ? new AbortedError() : error);
}

function outputsOf(outcomes: readonly Outcome[]) {
  const named = (holds: (outcome: Outcome) => boolean) =>
    JSON.stringify(outcomes.filter(holds).map(({ environment }) => environment));
  const isChanged = ({ result }: Outcome) => result?.isChanged === true;
  return {
    headline: `${outcomes.length} environments`,
    outputs: {
      changes: outcomes.some(isChanged),
      changed: named(isChanged),
      failed: named(({ result }) => result === undefined),
    },
  };
}

const hasMarkdown = (outcomes: readonly Outcome[]) =>
  outcomes.every(({ result }) => result === undefined || result.markdownPart !== undefined);

function renderingsOf(outcomes: readonly Outcome[]): Renderings<JoinedFormat> {
  const each = <Body>(bodyOf: (result: Result) => Body | Promise<Body>) =>
    Promise.all(outcomes.map((outcome) => reportOf(outcome, bodyOf)));
  return {
    text: async (style) => renderFleetText(await each(({ renderings }) => renderings.text(style)), style),
    json: async () => renderFleetJson(await each((result) => result.document())),
    markdown: async () => {
      const limit = shareOfComment(outcomes.filter(({ result }) => result?.isQuiet === false).length);
      return renderFleetMarkdown(await each(({ markdownPart }) => markdownPart?.({ limit }) ?? ''));
    },
    github: async () =>
      renderFleetGithub(await each(({ renderings }) => renderings.github?.(FILE_STYLE) ?? '')),
  };
}

async function reportOf<Body>(
  outcome: Outcome,
  bodyOf: (result: Result) => Body | Promise<Body>,
): Promise<EnvironmentReport<Body>> {
  const { environment, exitCode, result } = outcome;
  if (result === undefined) return { environment, exitCode, failures: failuresOf(outcome) };
  const { headline, isChanged, isQuiet } = result;
  return { environment, exitCode, headline, isChanged, isQuiet, body: await bodyOf(result) };
}
