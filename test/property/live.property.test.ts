/** The embedded PBX with callers, while everything that the API can change is changed at random. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LivePbx, openLivePbx } from '../support/open-live-pbx.ts';

const NUMBERS = ['8000', '8001'] as const;
const AGENTS = ['2001', '2002', '2003'];
const DURATION_S = 600;
/** No wait is longer, no talk and no wrap-up either, in as many forwards as there can be. */
const OVER_S = DURATION_S + 16 * 60 + 700;

const SCENARIO = `
duration: ${DURATION_S}s
agents:
  default: { answer: { after: { uniform: [0s, 12s] }, probability: 0.7 }, wrap_up: 15s }
  "2002": { shifts: [{ from: 100s, to: 400s }] }
events: [{ at: 150s, agent: "2001", other_call: 60s }]
traffic:
  - { queue: "8000", arrivals: { rate: 400/h }, talk: { uniform: [10s, 200s] }, patience: { uniform: [5s, 90s] } }
  - { queue: "8001", arrivals: { rate: 200/h }, talk: 30s, press_3_at: 20s, vip: 0.2 }
`;

type Action =
  | { do: 'wait'; seconds: number }
  | { do: 'create'; queue: number }
  | { do: 'destroy'; queue: number }
  | { do: 'pick up'; queue: number }
  | { do: 'set agents'; queue: number; agents: string[] }
  | { do: 'set status'; queue: number; agent: string; status: string }
  | { do: 'update'; queue: number; fields: object };

const queue = fc.integer({ min: 0, max: 1 });
const wait = fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 60 }) });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: wait },
  fc.record({ do: fc.constant('create' as const), queue }),
  fc.record({ do: fc.constant('destroy' as const), queue }),
  fc.record({ do: fc.constant('pick up' as const), queue }),
  fc.record({ do: fc.constant('set agents' as const), queue, agents: fc.shuffledSubarray(AGENTS) }),
  fc.record({
    do: fc.constant('set status' as const),
    queue,
    agent: fc.constantFrom(...AGENTS),
    status: fc.constantFrom('READY', 'NOT_READY', 'WRAP_UP', 'BREAK', 'LOGGED_IN', 'LOGGED_OUT'),
  }),
  fc.record({
    do: fc.constant('update' as const),
    queue,
    fields: fc.constantFrom(
      { polling_strategy: 'RING_SIMULTANEOUSLY' },
      { polling_strategy: 'CYCLIC_HUNT' },
      { polling_strategy: 'SKILL_BASED_ROUTING_LEAST_WORKED_HUNT' },
      { agent_auto_ready: false },
      { enable_callback: true },
      { max_callers: 2 },
      { no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8001' } },
    ),
  }),
);

/** Ids of the queues that are there now, by the place of their number. */
type Ids = (string | undefined)[];

async function act(live: LivePbx, ids: Ids, now: { s: number }, step: Action): Promise<void> {
  if (step.do === 'wait') {
    now.s += step.seconds;
    live.at(now.s);
    return;
  }
  const id = ids[step.queue];
  if (step.do === 'create') {
    const number = NUMBERS[step.queue] as string;
    ids[step.queue] ??= await live.addQueue(number, AGENTS, { max_waiting_time: 60 });
  } else if (id === undefined) return;
  else if (step.do === 'destroy') {
    expect((await live.send('POST', `/api/call_queues/${id}/destroy`)).status).toBe(204);
    ids[step.queue] = undefined;
  } else if (step.do === 'set agents') await live.setAgents(id, step.agents);
  else if (step.do === 'update') {
    expect((await live.send('POST', `/api/call_queues/${id}`, step.fields)).status).toBe(200);
  } else if (step.do === 'pick up') {
    const first = (await live.items(id))[0];
    if (first !== undefined) expect(await live.pickUp(id, first.session_id)).toBe(200);
  } else {
    const answer = await live.send('POST', `/api/call_queues/${id}/agents/${step.agent}`, {
      status: step.status,
    });
    expect([200, 404]).toContain(answer.status);
  }
}

async function sessionsIn(live: LivePbx, ids: Ids): Promise<string[]> {
  const lists = await Promise.all(ids.map((id) => (id === undefined ? [] : live.items(id))));
  return lists.flat().map(({ session_id }) => session_id);
}

test('nobody waits twice, who has gone stays gone, and in the end nobody waits or talks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 60 }), async (steps) => {
      const live = await openLivePbx(SCENARIO);
      try {
        const ids: Ids = [undefined, undefined];
        const now = { s: 0 };
        const seen = new Set<string>();
        const gone = new Set<string>();
        const begin: Action[] = [
          { do: 'create', queue: 0 },
          { do: 'create', queue: 1 },
        ];
        for (const step of [...begin, ...steps]) {
          await act(live, ids, now, step);
          const waiting = await sessionsIn(live, ids);
          expect(new Set(waiting).size).toBe(waiting.length);
          for (const session of waiting) {
            expect(gone.has(session)).toBe(false);
            seen.add(session);
          }
          for (const session of seen) if (!waiting.includes(session)) gone.add(session);
        }
        // Callbacks wait for ever; somebody has to take them.
        live.at(now.s + OVER_S);
        for (const id of ids) {
          for (const { session_id } of id === undefined ? [] : await live.items(id)) {
            expect(await live.pickUp(id as string, session_id)).toBe(200);
          }
        }
        live.at(now.s + 2 * OVER_S);
        expect(await sessionsIn(live, ids)).toEqual([]);
        for (const [index, id] of ids.entries()) {
          if (id === undefined) continue;
          const { items } = (await (await live.send('GET', `/api/call_queues/${id}/agents`)).json()) as {
            items: { extension_number: string }[];
          };
          for (const { extension_number } of items) {
            expect(await live.statusOf(id, extension_number), NUMBERS[index]).not.toMatch(/CALL/);
          }
        }
      } finally {
        await live.close();
      }
    }),
    { numRuns: 40 },
  );
});
