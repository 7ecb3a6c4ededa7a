/**
 * What the PBX says no with: thrown inside a handler, before or within a transaction (which it rolls back), and turned
 * into the API's error answer in one place. Codes are part of what clients see: added, never renamed.
 */

import type { FieldProblem } from '../kinds/check.ts';
import type { Json } from '../model/json.ts';

export interface WireError {
  code: string;
  message: string;
  detail?: Json;
}

export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly WireError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errors: readonly WireError[], headers: Readonly<Record<string, string>> = {}) {
    super(errors[0]?.message ?? 'refused');
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function invalid(message: string, detail?: Json): Refusal {
  return new Refusal(400, [
    { code: 'VALIDATE_FAILED', message, ...(detail === undefined ? {} : { detail }) },
  ]);
}

/** One error for each field, so that a client can show them all. */
export function invalidFields(problems: readonly FieldProblem[]): Refusal {
  return new Refusal(
    400,
    problems.map((problem) => ({
      code: 'VALIDATE_FAILED',
      message: `${problem.path} ${problem.message}`,
      detail: { field: problem.path, rule: problem.rule },
    })),
  );
}

export function notFound(what: string): Refusal {
  return new Refusal(404, [{ code: 'NOT_FOUND', message: `there is no such ${what}` }]);
}

export function inUse(message: string, detail?: Json): Refusal {
  return new Refusal(409, [
    { code: 'RESOURCE_IN_USE', message, ...(detail === undefined ? {} : { detail }) },
  ]);
}

export function unauthorized(message: string): Refusal {
  return new Refusal(401, [{ code: 'UNAUTHORIZED', message }], { 'www-authenticate': 'Bearer' });
}

export function forbidden(message: string): Refusal {
  return new Refusal(403, [{ code: 'FORBIDDEN', message }]);
}
