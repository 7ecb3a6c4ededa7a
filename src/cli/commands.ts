/** Every command, in the order in which help lists them. */

import { declareAgent } from './commands/agent.ts';
import { declareApply, declareDestroy } from './commands/apply.ts';
import { declareComplete, declareCompletion } from './commands/completion.ts';
import { declareDrift } from './commands/drift.ts';
import { declareExport } from './commands/export.ts';
import { declareFmt } from './commands/fmt.ts';
import { declareGet } from './commands/get.ts';
import { declareHelp } from './commands/help.ts';
import { declareInit } from './commands/init.ts';
import { declarePickup } from './commands/pickup.ts';
import { declarePlan } from './commands/plan.ts';
import { declareSchema } from './commands/schema.ts';
import { declareServe } from './commands/serve.ts';
import { declareShow } from './commands/show.ts';
import { declareSimulate } from './commands/simulate.ts';
import { declareState } from './commands/state.ts';
import { declareStatus } from './commands/status.ts';
import { declareTest } from './commands/test.ts';
import { declareValidate } from './commands/validate.ts';
import type { Declare } from './declaration.ts';

export const COMMANDS: readonly Declare[] = [
  declareInit,
  declareValidate,
  declarePlan,
  declareShow,
  declareApply,
  declareDestroy,
  declareDrift,
  declareExport,
  declareFmt,
  declareSimulate,
  declareTest,
  declareGet,
  declareStatus,
  declareAgent,
  declarePickup,
  declareServe,
  declareState,
  declareSchema,
  declareCompletion,
  declareHelp,
  declareComplete,
];
