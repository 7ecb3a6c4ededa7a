/** What programs may import. Everything else may change without notice. */

export type { PbxClient, PbxReader } from './api/calls.ts';
export { createClient, createReader } from './api/client.ts';
export type { ConnectionOptions, Credentials } from './api/connection-options.ts';
export type { ListQuery, Page } from './api/list-query.ts';
export { readLive } from './api/live.ts';
export { applyPlan } from './apply/apply.ts';
export type { ApplyOptions } from './apply/options.ts';
export type { LoadOptions, Project } from './config/load.ts';
export { loadProject } from './config/load.ts';
export { projectSchema } from './config/schema.ts';
export type { TargetSettings } from './config/target-settings.ts';
export { createHttpTransport } from './http/http-transport.ts';
export type { AgentFields } from './kinds/agents.ts';
export type { QueueFields } from './kinds/queue.ts';
export type { ServerFields } from './kinds/server.ts';
export type { Address, KindName } from './model/address.ts';
export type { Desired, DesiredResource } from './model/desired.ts';
export type { Checked, Diagnostic, Loaded, Severity, Source } from './model/diagnostic.ts';
export {
  AbortedError,
  ApiError,
  ConfigError,
  CqctlError,
  EnvironmentError,
  GateError,
  LockError,
  StateError,
  UsageError,
} from './model/errors.ts';
export type { Json, JsonObject } from './model/json.ts';
export type { Live, LiveNeeds } from './model/live.ts';
export type { Action, Change, FieldChange, Plan, PlannedWork, Step } from './model/plan.ts';
export type { StateDocument, StateResource } from './model/state.ts';
export type { ApplyEvent, ApplySummary, StepResult } from './model/step.ts';
export type { Transport, WireRequest, WireResponse } from './model/transport.ts';
export { createInProcessTransport } from './pbx/in-process.ts';
export type { Pbx, PbxOptions } from './pbx/pbx.ts';
export { openPbx } from './pbx/pbx.ts';
export { servePbx } from './pbx/serve.ts';
export { planDrift } from './plan/drift.ts';
export { liveNeeds } from './plan/needs.ts';
export type { PlanInput, PlanOptions } from './plan/planner.ts';
export { planChanges } from './plan/planner.ts';
export { renderPlanJson } from './report/plan-json.ts';
export { renderPlanText } from './report/plan-text.ts';
export { openLocalStore } from './state/local-store.ts';
export type { StateLock, StateStore } from './state/store.ts';
