/** What `cqctl schema` can print, without the schemas themselves: help and completion list them. */
export const SCHEMA_NAMES = [
  'cqctl',
  'scenario',
  'plan',
  'events',
  'plan-file',
  'fleet',
  'validation',
  'state',
  'state-entries',
  'listing',
  'status',
  'agent-status',
  'pickup',
  'simulation',
  'comparison',
  'tests',
] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
