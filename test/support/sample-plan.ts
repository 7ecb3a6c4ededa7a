import type { Change, Plan } from '../../src/model/plan.ts';

const at = (line: number) => ({ file: 'cqctl.yaml', line, column: 3 });

function agentNumbers(first: number, count: number) {
  return Array.from({ length: count }, (_unused, index) => ({ extension_number: String(first + index) }));
}

/** One change of every kind, with text that wants to do harm. */
export const CHANGES: Change[] = [
  {
    address: 'server.edge-1',
    kind: 'server',
    action: 'replace',
    id: 'U0VSVkVSMQ',
    key: 'edge-1',
    fields: [{ path: 'ipv4', before: '192.0.2.10', after: '192.0.2.11', cause: 'config' }],
    reason: { type: 'cannot_update', fields: ['ipv4'] },
    source: at(12),
  },
  {
    address: 'queue.sales',
    kind: 'queue',
    action: 'create',
    id: null,
    key: '8100',
    fields: [
      { path: 'name', before: null, after: 'Sales \u001b[31mred\u001b[0m\u202e', cause: 'config' },
      { path: 'polling_strategy', before: null, after: 'PRIORITIZED_HUNT', cause: 'config' },
      {
        path: 'moh_prompt_file',
        before: null,
        after: { name: 'hold.wav', size: 48_044, sha256: 'ab'.repeat(32) },
        cause: 'config',
      },
    ],
    reason: null,
    source: at(20),
  },
  {
    address: 'agents.sales',
    kind: 'agents',
    action: 'create',
    id: null,
    key: '8100',
    fields: [{ path: 'items', before: null, after: agentNumbers(2001, 30), cause: 'config' }],
    reason: null,
    source: at(20),
  },
  {
    address: 'queue.support',
    kind: 'queue',
    action: 'update',
    id: 'NzAw',
    key: '8000',
    fields: [
      { path: 'ring_time', before: 20, after: 25, cause: 'config' },
      { path: 'max_waiting_time', before: 90, after: 240, cause: 'drift' },
      {
        path: 'no_answer_forward_rule',
        before: { action: 'FORWARD_TO_NUMBER', number: '8001' },
        after: { action: 'FORWARD_TO_NUMBER', number: '8002' },
        cause: 'config',
      },
      { path: 'name', before: `${'a'.repeat(80)}x`, after: `${'a'.repeat(80)}y`, cause: 'config' },
      {
        path: 'outbound_caller_ids',
        before: [{ provider_id: 'P1', caller_id: '+15550100' }],
        after: [
          { provider_id: 'P1', caller_id: '+15550100' },
          { provider_id: 'P2', caller_id: '+15550101' },
        ],
        cause: 'config',
      },
    ],
    reason: null,
    source: at(24),
  },
  {
    address: 'agents.support',
    kind: 'agents',
    action: 'update',
    id: 'NzAw',
    key: '8000',
    fields: [
      {
        path: 'items',
        before: [
          { extension_number: '2001', skill_level: 1 },
          { extension_number: '2002', skill_level: 1 },
          { extension_number: '2003', skill_level: 1 },
          { extension_number: '2004', skill_level: 2 },
        ],
        after: [
          { extension_number: '2004', skill_level: 2 },
          { extension_number: '2001', skill_level: 1 },
          { extension_number: '2002', skill_level: 3 },
          { extension_number: '2007', skill_level: 2 },
        ],
        cause: 'config',
      },
    ],
    reason: null,
    source: at(24),
  },
  {
    address: 'queue.fax',
    kind: 'queue',
    action: 'destroy',
    id: 'RkFY',
    key: '8090',
    fields: [],
    reason: { type: 'not_in_files' },
    source: null,
  },
  {
    address: 'queue.desk',
    kind: 'queue',
    action: 'adopt',
    id: 'REVTSw',
    key: '8200',
    fields: [],
    reason: { type: 'object_adopted', title: 'call queue', key: '8200' },
    source: at(60),
  },
  {
    address: 'queue.help',
    kind: 'queue',
    action: 'move',
    id: 'SEVMUA',
    key: '8300',
    fields: [],
    reason: null,
    source: at(70),
    previous_address: 'queue.helpdesk',
  },
  {
    address: 'queue.night',
    kind: 'queue',
    action: 'update',
    id: 'TklHSFQ',
    key: '8400',
    fields: [{ path: 'ring_time', before: 99, after: 20, cause: 'drift' }],
    reason: null,
    source: at(80),
  },
];

export function planOf(changes: Change[], rest: Partial<Plan> = {}): Plan {
  const summary = { create: 0, update: 0, replace: 0, destroy: 0, adopt: 0, move: 0, unchanged: 3 };
  for (const { action } of changes) summary[action]++;
  return {
    format_version: '1.0',
    target: 'http://127.0.0.1:8887',
    complete: true,
    summary,
    hash: '5f0c2a9d7b1e4c38',
    changes,
    unmanaged: [],
    diagnostics: [],
    ...rest,
  };
}

export const FULL_PLAN = planOf(CHANGES, {
  complete: false,
  unmanaged: Array.from({ length: 23 }, (_unused, index) => ({
    kind: 'queue',
    id: `F${index}`,
    key: String(9000 + index),
    name: index === 0 ? 'Foreign\nname' : `Foreign ${index}`,
  })),
  forgotten: ['queue.old'],
  diagnostics: [
    {
      severity: 'warning',
      code: 'CQ301',
      summary: 'inform_position_interval does nothing while inform_position is DISABLE',
      hint: 'set inform_position, or leave the interval out',
      address: 'queue.support',
      source: { file: 'cqctl.yaml', line: 27, column: 31, end_line: 27, end_column: 33 },
      snippet: { text: '    inform_position_interval: 30', start: 30, length: 2 },
    },
  ],
});
