/** What the common options and the environment say together: an option wins over the environment. */

import { DEFAULT_LIMITS, type ReadLimits } from '../api/list-context.ts';
import { DAY_MS } from '../model/day.ts';
import { UsageError } from '../model/errors.ts';
import type { Format } from '../report/formats.ts';
import { LOG_LEVELS, type LogLevel } from './output/output.ts';

/** As commander gives them. */
export interface CommonOptions {
  file?: string;
  env?: string[];
  var?: string[];
  format?: string;
  color?: boolean;
  parallelism?: string;
  maxRps?: string;
  maxObjects?: string;
  maxResponseBytes?: string;
  timeout?: string;
  lockTimeout?: string;
  logLevel?: string;
  output?: string[];
  allowOutside?: boolean;
  statePath?: string;
}

interface FurtherOutput<F extends Format> {
  format: F;
  file: string;
}

/** `F`: the formats that the command has. */
export interface Settings<F extends Format = Format> {
  file: string;
  /** Whether an option or CQCTL_ENV is about a project, so that there has to be one. */
  namesProject: boolean;
  environment: string | undefined;
  /** All that --env names, each once; more than one only for a command that takes them. */
  environments: readonly string[];
  variables: { [name: string]: string };
  format: F;
  /** Written besides, from the same run. */
  outputs: FurtherOutput<F>[];
  noColor: boolean;
  parallelism: number;
  maxRps: number | undefined;
  /** What one answer of the PBX may have at most. */
  limits: ReadLimits;
  timeoutMs: number;
  lockTimeoutMs: number;
  logLevel: LogLevel;
  /** Paths in files may lead outside the project. */
  allowsOutside: boolean;
  /** Where a local state is, whatever the files say; as it was given, with the mark of an environment. */
  statePath: string | undefined;
}

type Environment = { readonly [name: string]: string | undefined };

interface Range {
  least: number;
  most: number;
  whole?: boolean;
}

const RANGES = {
  parallelism: { least: 1, most: 256, whole: true },
  maxRps: { least: 0.1, most: 10_000 },
  maxObjects: { least: 1, most: 100_000_000, whole: true },
  maxResponseBytes: { least: 1024, most: 2 ** 40, whole: true },
  timeoutSeconds: { least: 0.1, most: 3600 },
  lockTimeoutSeconds: { least: 0, most: DAY_MS / 1000 },
} as const satisfies { [name: string]: Range };

/** The number that an option or a variable holds; a helpful usage error for anything else. */
export function parseNumber(text: string, name: string, range: Range): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const isWrong = Number.isNaN(value) || (range.whole === true && !Number.isInteger(value));
  if (isWrong || value < range.least || value > range.most) {
    const what = range.whole === true ? 'a whole number' : 'a number';
    throw new UsageError(
      `${name} is ${JSON.stringify(text)}, but it has to be ${what} from ${range.least} to ${range.most}`,
    );
  }
  return value;
}

/** Undefined for absent and for empty: an empty variable counts as not set. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

function pickNumber(
  [option, optionName]: [string | undefined, string],
  [variable, variableName]: [string | undefined, string],
  range: Range,
): number | undefined {
  if (option !== undefined) return parseNumber(option, optionName, range);
  return variable === undefined ? undefined : parseNumber(variable, variableName, range);
}

function parseVariables(options: readonly string[], env: Environment): { [name: string]: string } {
  const variables: { [name: string]: string } = Object.create(null);
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('CQCTL_VAR_') && value !== undefined)
      variables[name.slice('CQCTL_VAR_'.length)] = value;
  }
  for (const option of options) {
    const equals = option.indexOf('=');
    if (equals < 1) {
      throw new UsageError(`--var ${option} names no value`, { hint: 'write --var NAME=VALUE' });
    }
    variables[option.slice(0, equals)] = option.slice(equals + 1);
  }
  return variables;
}

function parseFormat<F extends Format>(text: string, allowed: readonly F[], command: string): F {
  const format = allowed.find((name) => name === text);
  if (format === undefined) {
    throw new UsageError(`${command} has no format ${JSON.stringify(text)}`, {
      hint: `the formats are: ${allowed.join(', ')}`,
    });
  }
  return format;
}

function parseOutputs<F extends Format>(
  options: readonly string[],
  allowed: readonly F[],
  command: string,
): FurtherOutput<F>[] {
  if (options.length > 0 && allowed.every((format) => format === 'text')) {
    throw new UsageError(`${command} makes no report that --output could write`, {
      hint: 'leave --output out',
    });
  }
  return options.map((option) => {
    const equals = option.indexOf('=');
    if (equals < 1 || equals === option.length - 1) {
      throw new UsageError(`--output ${option} is not FORMAT=FILE`, {
        hint: 'as in --output json=plan.json',
      });
    }
    return { format: parseFormat(option.slice(0, equals), allowed, command), file: option.slice(equals + 1) };
  });
}

function readEnvironments(
  options: readonly string[],
  env: Environment,
  command: Pick<CommandFacts, 'name' | 'takesFleet'>,
): string[] {
  const names = [...new Set(options)];
  if (names.length > 1 && command.takesFleet !== true) {
    throw new UsageError(`${command.name} is for one environment, and --env names ${names.length}`, {
      hint: 'run it once for each; plan, drift and validate take several',
    });
  }
  const named = readVariable(env, 'CQCTL_ENV');
  return names.length === 0 && named !== undefined ? [named] : names;
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === (text === 'warn' ? 'warning' : text.toLowerCase()));
  if (level === undefined) {
    throw new UsageError(`there is no log level ${JSON.stringify(text)}`, {
      hint: `the levels are: ${LOG_LEVELS.join(', ')}`,
    });
  }
  return level;
}

export interface CommandFacts<F extends Format = Format> {
  name: string;
  /** Those that the command has. */
  formats: readonly F[];
  /** Whether it can be asked of several environments at once. */
  takesFleet?: boolean;
}

export function readSettings<F extends Format>(
  options: CommonOptions,
  env: Environment,
  command: CommandFacts<F>,
): Settings<F> {
  const environments = readEnvironments(options.env ?? [], env, command);
  const parallelism = pickNumber(
    [options.parallelism, '--parallelism'],
    [readVariable(env, 'CQCTL_PARALLELISM'), 'CQCTL_PARALLELISM'],
    RANGES.parallelism,
  );
  const none: [undefined, string] = [undefined, ''];
  const maxRps = pickNumber([options.maxRps, '--max-rps'], none, RANGES.maxRps);
  const objects = pickNumber([options.maxObjects, '--max-objects'], none, RANGES.maxObjects);
  const bytes = pickNumber([options.maxResponseBytes, '--max-response-bytes'], none, RANGES.maxResponseBytes);
  const timeout = pickNumber([options.timeout, '--timeout'], none, RANGES.timeoutSeconds);
  const lockTimeout = pickNumber([options.lockTimeout, '--lock-timeout'], none, RANGES.lockTimeoutSeconds);
  return {
    file: options.file ?? '.',
    namesProject: options.file !== undefined || options.var !== undefined || environments.length > 0,
    environment: environments.length === 1 ? environments[0] : undefined,
    environments,
    variables: parseVariables(options.var ?? [], env),
    format: parseFormat(options.format ?? 'text', command.formats, command.name),
    outputs: parseOutputs(options.output ?? [], command.formats, command.name),
    noColor: options.color === false,
    parallelism: parallelism ?? 16,
    maxRps,
    limits: { objects: objects ?? DEFAULT_LIMITS.objects, bytes: bytes ?? DEFAULT_LIMITS.bytes },
    timeoutMs: (timeout ?? 30) * 1000,
    lockTimeoutMs: (lockTimeout ?? 0) * 1000,
    logLevel: parseLogLevel(options.logLevel ?? readVariable(env, 'CQCTL_LOG') ?? 'info'),
    allowsOutside: options.allowOutside ?? /^(1|true|yes)$/i.test(env['CQCTL_ALLOW_OUTSIDE'] ?? ''),
    statePath: options.statePath ?? readVariable(env, 'CQCTL_STATE_PATH'),
  };
}
