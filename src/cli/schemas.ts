/** Every published JSON Schema by name: what people write, and what cqctl writes. Each is made when it is asked for. */

import type { JsonObject } from '../model/json.ts';

const dryRun = () => import('../report/schemas/dry-run.ts');
const operations = () => import('../report/schemas/operations.ts');
const plan = () => import('../report/schemas/plan.ts');

export const SCHEMAS = {
  cqctl: async () => (await import('../config/schema.ts')).projectSchema(),
  scenario: async () => (await import('../scenario/schema.ts')).scenarioSchema(),
  plan: async () => (await plan()).planSchema(),
  events: async () => (await import('../report/schemas/events.ts')).eventsSchema(),
  'plan-file': async () => (await plan()).planFileSchema(),
  fleet: async () => (await operations()).fleetSchema(),
  validation: async () => (await operations()).validationSchema(),
  state: async () => (await import('../report/schemas/state.ts')).stateSchema(),
  'state-entries': async () => (await operations()).stateEntriesSchema(),
  listing: async () => (await operations()).listingSchema(),
  status: async () => (await operations()).statusSchema(),
  'agent-status': async () => (await operations()).agentStatusSchema(),
  pickup: async () => (await operations()).pickupSchema(),
  simulation: async () => (await dryRun()).simulationSchema(),
  comparison: async () => (await dryRun()).comparisonSchema(),
  tests: async () => (await dryRun()).testsSchema(),
} as const satisfies { readonly [name: string]: () => Promise<JsonObject> };

export type SchemaName = keyof typeof SCHEMAS;
export const SCHEMA_NAMES = Object.keys(SCHEMAS) as SchemaName[];
