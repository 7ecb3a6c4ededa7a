/** An embedded PBX with a scenario's callers and a clock that is set by hand. */

import { createLiveTraffic } from '../../src/scenario/live-traffic.ts';
import { Problems } from '../../src/source/problems.ts';
import { openTestPbx, type TestPbx } from './open-test-pbx.ts';
import { scenarioOf } from './scenario.ts';

export interface LivePbx extends TestPbx {
  /** Sets the clock, seconds from the start of the scenario. */
  at(seconds: number): void;
  /** Adds a queue with agents; its id. PRIORITIZED_HUNT unless said otherwise. */
  addQueue(number: string, agents: readonly string[], fields?: object): Promise<string>;
  setAgents(id: string, agents: readonly string[]): Promise<void>;
  /** Who waits, as `name waiting_time`. */
  waiting(id: string): Promise<string[]>;
  items(id: string): Promise<Waiting[]>;
  statusOf(id: string, agent: string): Promise<string>;
  setStatus(id: string, agent: string, status: string): Promise<void>;
  pickUp(id: string, session: string): Promise<number>;
}

interface Waiting {
  session_id: string;
  extension_number: string;
  display_name: string;
  waiting_time: number;
}

export async function openLivePbx(yaml: string): Promise<LivePbx> {
  const scenario = await scenarioOf(yaml);
  let nowMs = 0;
  const test = await openTestPbx({
    calls: {
      nowMs: () => nowMs,
      createTraffic: (stored) =>
        createLiveTraffic(scenario, { project: [], stored, routing: {} }, new Problems()),
    },
  });
  const path = (id: string) => `/api/call_queues/${id}`;
  const read = async (url: string) => (await test.send('GET', url)).json();
  const write = async (url: string, body: object): Promise<Response> => {
    const answer = await test.send('POST', url, body);
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const items = async (id: string) => ((await read(`${path(id)}/waiting`)) as { items: Waiting[] }).items;
  const setAgents = async (id: string, agents: readonly string[]): Promise<void> => {
    const list = agents.map((extension_number) => ({ extension_number }));
    await write(`${path(id)}/agents`, { items: list });
  };
  return {
    ...test,
    at: (seconds) => {
      nowMs = seconds * 1000;
    },
    async addQueue(number, agents, fields = {}) {
      const body = {
        name: number,
        extension_number: number,
        polling_strategy: 'PRIORITIZED_HUNT',
        ...fields,
      };
      const { id } = (await (await write('/api/call_queues', body)).json()) as { id: string };
      await setAgents(id, agents);
      return id;
    },
    setAgents,
    items,
    waiting: async (id) =>
      (await items(id)).map(({ display_name, waiting_time }) => `${display_name} ${waiting_time}`),
    statusOf: async (id, agent) => ((await read(`${path(id)}/agents/${agent}`)) as { status: string }).status,
    async setStatus(id, agent, status) {
      await write(`${path(id)}/agents/${agent}`, { status });
    },
    pickUp: async (id, session) => (await test.send('POST', `${path(id)}/waiting/${session}/pickup`)).status,
  };
}
