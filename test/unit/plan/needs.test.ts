/** What a plan asks the PBX for: all of what the files or the state name, and nothing else. */

import { expect, test } from 'vitest';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { buildDesired, buildState, stateEntry } from '../../support/builders.ts';

test('nothing of an empty project', () => {
  expect(liveNeeds(buildDesired({}), null)).toEqual({
    identities: new Set(),
    ids: new Set(),
    listsOf: new Set(),
    fileIds: new Set(),
  });
});

test('queues by number, agents where they are written or known, files by each id that is written', () => {
  const desired = buildDesired({
    servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    queues: {
      a: { number: '8000', fields: { moh_prompt_file_id: 'hold', intro_prompt_file_id: 'welcome' } },
      b: { number: '8001', fields: { intro_prompt_file_id: 'hello' }, agents: [] },
      c: { number: '8002', fields: { moh_prompt_file_id: null } },
    },
  });
  const state = buildState({
    'server.edge': stateEntry('server', 's', 'edge'),
    'queue.old': stateEntry('queue', 'x', '8009'),
    'agents.old': stateEntry('agents', 'x', '8009'),
  });
  expect(liveNeeds(desired, state)).toEqual({
    identities: new Set(['server edge', 'queue 8000', 'queue 8001', 'queue 8002']),
    ids: new Set(['s', 'x']),
    listsOf: new Set(['queue 8001', 'queue 8009']),
    fileIds: new Set(['hold', 'welcome', 'hello']),
  });
});
