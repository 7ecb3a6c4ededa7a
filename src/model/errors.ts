/**
 * Failures outside of what the user wrote: thrown by adapters, caught once in `cli/main.ts`.
 *
 * Anything thrown that is not a CqctlError is a bug of ours. No error of undici, fs or lmdb leaves an adapter
 * untranslated; what caused it stays in `cause`.
 */

import type { Code } from '../codes/registry.ts';
import type { Diagnostic } from './diagnostic.ts';

export interface ErrorDetails {
  code: Code;
  /** What to do about it. */
  hint?: string;
  cause?: unknown;
}

export abstract class CqctlError extends Error {
  readonly code: Code;
  readonly hint: string | undefined;
  abstract readonly fault: 'user' | 'environment' | 'gate';

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
  }
}

/** What the user wrote is wrong; every problem at once. Exit 1. */
export class ConfigError extends CqctlError {
  readonly fault = 'user';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.summary ?? 'the configuration is wrong', {
      code: diagnostics[0]?.code ?? 'CQ900',
    });
    this.diagnostics = diagnostics;
  }
}

/** A command line that makes no sense. Exit 64. */
export class UsageError extends CqctlError {
  readonly fault = 'user';

  constructor(message: string, details: Partial<ErrorDetails> = {}) {
    super(message, { code: 'CQ901', ...details });
  }
}

export interface ApiFailure {
  method: string;
  /** Without the query. */
  path: string;
  /** Absent when no answer came. */
  status?: number;
  /** The PBX's own errors, as it sent them. */
  errors?: readonly { code: string; message: string; detail?: unknown }[];
  attempts: number;
  /** True when it is not known whether the PBX carried the request out. */
  unclear: boolean;
}

/** The PBX refused, did not answer, or answered something that is not the API's; the message has all that the PBX said. Exit 1. */
export class ApiError extends CqctlError {
  readonly fault = 'environment';
  readonly failure: ApiFailure;

  constructor(message: string, failure: ApiFailure, details: ErrorDetails) {
    super(message, details);
    this.failure = failure;
  }
}

/** Whether the PBX says that an object does not exist; 410 means that it existed before. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && isNotFoundStatus(error.failure.status);
}

export function isNotFoundStatus(status: number | undefined): boolean {
  return status === 404 || status === 410;
}

/** State cannot be read, written, or is not what it should be. Exit 1. */
export class StateError extends CqctlError {
  readonly fault = 'environment';
}

/** A file, an address or a program that the command needs and cannot have. Exit 1. */
export class EnvironmentError extends CqctlError {
  readonly fault = 'environment';
}

/** A gate said no: policy, stale plan, callers waiting, an unexpected hash. Nothing was changed. Exit 3. */
export class GateError extends CqctlError {
  readonly fault = 'gate';
}

export interface LockHolder {
  id: string;
  who: string;
  operation: string;
  /** RFC 3339. */
  since: string;
}

/** Another run holds the state's lock; the message says which, but for the lock's id. Exit 3. */
export class LockError extends CqctlError {
  readonly fault = 'gate';
  readonly holder: LockHolder | undefined;

  constructor(message: string, holder: LockHolder | undefined, details: ErrorDetails) {
    super(message, details);
    this.holder = holder;
  }
}

/** A signal ended the run. Exit 130. */
export class AbortedError extends CqctlError {
  readonly fault = 'user';

  constructor(message = 'interrupted') {
    super(message, { code: 'CQ902' });
  }
}
