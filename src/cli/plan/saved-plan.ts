/** A plan file as `show` and `apply` use it. */

import { resolve } from 'node:path';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { ConfigError, GateError } from '../../model/errors.ts';
import type { PlannedWork } from '../../model/plan.ts';
import type { StateDocument } from '../../model/state.ts';
import {
  decodePlanFile,
  describeStaleness,
  type PlanFile,
  type PlanFileSource,
} from '../../plan/plan-file.ts';
import { planFileSchema } from '../../report/schemas/plan.ts';
import { loadSchemaCheck } from '../../source/built-schema.ts';
import type { Invocation } from '../invocation.ts';
import { readText } from '../output/files.ts';
import { READ } from '../output/output-guard.ts';

/** The published schema, against which a file is held before anything of it is believed. */
export const PLAN_FILE_CHECK = { name: 'plan-file', schema: planFileSchema, formats: {} };

export async function loadPlanFileCheck(): Promise<PlanFileSource['findFault']> {
  const validate = await loadSchemaCheck(PLAN_FILE_CHECK);
  return (value) => {
    if (validate(value)) return undefined;
    const [fault] = (validate.errors ?? []).slice(0, 1).map(describeError);
    return fault;
  };
}

function describeError({ instancePath, keyword, params }: ErrorObject): string {
  const where = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  switch (keyword) {
    case 'required':
      return `${where} has no ${params['missingProperty']}`;
    case 'type':
      return `${where} has to be of the type ${[params['type']].flat().join(' or ')}`;
    default:
      return `${where} is not what it has to be`;
  }
}

export async function readSavedPlan(
  { host, guard, compute }: Pick<Invocation, 'host' | 'guard' | 'compute'>,
  file: string,
): Promise<PlanFile> {
  const path = resolve(host.cwd, file);
  guard.keep(path, READ);
  const text = await readText(path);
  const findFault = await loadPlanFileCheck();
  const { value, diagnostics } = await compute(() => decodePlanFile(text, { file, findFault }));
  if (value === undefined) throw new ConfigError(diagnostics);
  return value;
}

/** Throws unless config, state, live and the plan made of them are what they were. */
export function assertPlanFresh(
  saved: PlanFile,
  now: { configHash: string; state: StateDocument | null; work: PlannedWork },
): void {
  const moved = describeStaleness(saved, now);
  const [first] = moved;
  if (first === undefined) return;
  throw new GateError(
    `the saved plan is stale, nothing was changed: ${moved.map((one) => one.summary).join('; ')}`,
    {
      code: first.code,
      hint: first.hint ?? 'plan again, and look at the new plan',
    },
  );
}
