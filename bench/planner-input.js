/** What the planner is measured with, without a file or a PBX. */

const AGENTS = Array.from({ length: 10 }, (_unused, index) => ({
  extension_number: String(2000 + index),
  skill_level: 1 + (index % 3),
}));

/** Half of the objects are queues, half their agent lists; one queue in ten differs. */
export function planInput(objects) {
  const resources = [];
  const queues = [];
  const stateResources = {};
  for (let index = 0; index < objects / 2; index++) {
    const key = `team-${index}`;
    const number = String(100000 + index);
    const id = `id-${index}`;
    const fields = {
      name: `Team ${index}`,
      extension_number: number,
      polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT',
      ring_time: 20,
      max_waiting_time: 240,
      language: 'en-US',
    };
    const common = {
      key,
      naturalKey: number,
      source: { file: 'cqctl.yaml', line: index + 1, column: 3 },
      lifecycle: { preventDestroy: false, ignoreChanges: [] },
    };
    resources.push({ ...common, kind: 'queue', address: `queue.${key}`, fields, extra: {}, prompts: {} });
    resources.push({
      ...common,
      kind: 'agents',
      address: `agents.${key}`,
      parent: `queue.${key}`,
      items: AGENTS,
    });
    const liveFields = { id, ...fields, ring_time: index % 10 === 0 ? 25 : 20 };
    queues.push({
      kind: 'queue',
      id,
      key: number,
      name: fields.name,
      internal: false,
      fields: liveFields,
      items: AGENTS,
    });
    const entry = { id, key: number, prevent_destroy: false };
    stateResources[`queue.${key}`] = { ...entry, kind: 'queue', applied: fields };
    stateResources[`agents.${key}`] = { ...entry, kind: 'agents', applied: { items: AGENTS } };
  }
  return {
    target: 'http://127.0.0.1:8887',
    desired: {
      resources,
      moved: [],
      removed: [],
      policy: { unmanaged: 'report', maxUpdates: { share: 1 }, maxDestroys: { count: 10 } },
    },
    live: { objects: queues, files: [] },
    state: {
      version: 1,
      lineage: 'bench',
      serial: 1,
      target: 'http://127.0.0.1:8887',
      resources: stateResources,
    },
    options: { targets: [], excludes: [], destroy: false },
  };
}
