import { describe, expect, test } from 'vitest';
import { renderList } from '../../../src/report/list-text.ts';
import type { StatusReport } from '../../../src/report/schemas/operations.ts';
import { renderStateEntry, renderStateList, sortedEntries } from '../../../src/report/state-text.ts';
import { renderStatus } from '../../../src/report/status-text.ts';

const PLAIN = { color: false, width: 90 };
const golden = (name: string) => `../../golden/report/${name}`;

const STATUS: StatusReport = {
  target: 'embedded',
  servers: [{ id: 'S1', name: 'INTERNAL', status: 'ONLINE', cpu_usage: 12, memory_usage: null }],
  queues: [
    {
      id: 'Q1',
      name: 'Support\u001b]0;owned\u0007',
      extension_number: '8000',
      status: 'ONLINE',
      agents: [
        { extension_number: '2001', display_name: 'Ann', skill_level: 1, status: 'READY' },
        { extension_number: '2002', display_name: null, skill_level: null, status: 'LUNCH' },
      ],
      waiting: [
        { session_id: 'W1', extension_number: '+15550100', display_name: null, waiting_time: 75 },
        { session_id: 'W2', extension_number: '+15550101', display_name: 'Bob', waiting_time: null },
      ],
    },
  ],
};

const STATE = {
  version: 1 as const,
  lineage: 'L',
  serial: 3,
  target: 'embedded',
  resources: {
    'queue.support': {
      kind: 'queue' as const,
      id: 'Q1',
      key: '8000',
      applied: { ring_time: 20, name: 'Support' },
      prevent_destroy: true,
      prompts: { moh_prompt_file_id: { file_id: 'F1', shown: { name: 'hold.wav', size: 44 } } },
    },
    'agents.support': {
      kind: 'agents' as const,
      id: 'Q1',
      key: '8000',
      applied: { items: [{ extension_number: '2001' }] },
      prevent_destroy: false,
    },
  },
};

describe('lists', () => {
  const queues = [
    { id: 'Q1', name: 'Support', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT', ring_time: 20 },
    { id: 'Q2', name: 'Línea\n2', extension_number: '80', polling_strategy: null, ring_time: 5 },
  ];

  test('of queues', async () => {
    const text = renderList({ noun: 'queues', count: 230, items: queues }, PLAIN);
    await expect(text).toMatchFileSnapshot(golden('get-queues.txt'));
  });

  test('a column that nothing fills is left out', () => {
    const items = [{ extension_number: '2001', display_name: 'Ann', skill_level: 1 }];
    expect(renderList({ noun: 'agents', count: 1, items }, PLAIN)).toBe(
      'NUMBER  NAME  LEVEL\n2001    Ann       1\n',
    );
  });

  test('nothing is said in words', () => {
    expect(renderList({ noun: 'waiting', count: 0, items: [] }, PLAIN)).toBe('Nobody is waiting.\n');
    expect(renderList({ noun: 'servers', count: 0, items: [] }, PLAIN)).toBe('No servers.\n');
  });
});

describe('status', () => {
  test('of everything', async () => {
    await expect(renderStatus(STATUS, { ...PLAIN, details: false })).toMatchFileSnapshot(
      golden('status.txt'),
    );
  });

  test('of one queue', async () => {
    await expect(renderStatus({ ...STATUS, servers: [] }, { ...PLAIN, details: true })).toMatchFileSnapshot(
      golden('status-queue.txt'),
    );
  });
});

describe('state', () => {
  test('is listed by address', async () => {
    const entries = sortedEntries(STATE);
    expect(entries.map(([address]) => address)).toEqual(['agents.support', 'queue.support']);
    const text =
      renderStateList(entries, PLAIN) + entries.map((entry) => renderStateEntry(entry, PLAIN)).join('');
    await expect(text).toMatchFileSnapshot(golden('state.txt'));
  });

  test('may be empty', () => {
    expect(renderStateList(sortedEntries(null), PLAIN)).toBe('The state knows no resource.\n');
  });
});
