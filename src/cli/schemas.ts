/** Every published JSON Schema by name: what people write, and what cqctl writes. */

import { projectSchema } from '../config/schema.ts';
import type { JsonObject } from '../model/json.ts';
import { comparisonSchema, simulationSchema, testsSchema } from '../report/schemas/dry-run.ts';
import { eventsSchema } from '../report/schemas/events.ts';
import {
  agentStatusSchema,
  fleetSchema,
  listingSchema,
  pickupSchema,
  stateEntriesSchema,
  statusSchema,
  validationSchema,
} from '../report/schemas/operations.ts';
import { planFileSchema, planSchema } from '../report/schemas/plan.ts';
import { stateSchema } from '../report/schemas/state.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import type { SchemaName } from './schema-names.ts';

export const SCHEMAS: { readonly [Name in SchemaName]: () => JsonObject } = {
  cqctl: projectSchema,
  scenario: scenarioSchema,
  plan: planSchema,
  events: eventsSchema,
  'plan-file': planFileSchema,
  fleet: fleetSchema,
  validation: validationSchema,
  state: stateSchema,
  'state-entries': stateEntriesSchema,
  listing: listingSchema,
  status: statusSchema,
  'agent-status': agentStatusSchema,
  pickup: pickupSchema,
  simulation: simulationSchema,
  comparison: comparisonSchema,
  tests: testsSchema,
};
