/**
 * Computes the PBX and the state after a plan, as if every step was done as planned. Dry runs simulate callers on it,
 * and a property test compares it with the result of an apply.
 *
 * Created objects get made-up ids that no PBX gives. An uploaded prompt is shown by its name and size.
 */

import { listAddress } from '../kinds/address.ts';
import { PROMPT_FIELDS, promptFields } from '../kinds/queue-prompts.ts';
import { isListKind, OBJECT_KINDS } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { type DesiredObject, isList, type PromptField } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { Live, LiveAgent, LiveFile, LiveObject } from '../model/live.ts';
import type { PlannedWork, Step } from '../model/plan.ts';
import type { PromptRecord, StateResource } from '../model/state.ts';
import { isManaged } from './managed.ts';
import { shownPrompt } from './prompts.ts';

export interface World {
  live: Live;
  resources: { [address: Address]: StateResource };
}

/** Mutates nothing. Throws for steps that cannot be done in their order, which would be a bug of the planner. */
export function projectPlan(
  {
    steps,
    dropped,
    settled,
    plan,
  }: Pick<PlannedWork, 'steps' | 'dropped' | 'settled'> & {
    plan: Pick<PlannedWork['plan'], 'forgotten'>;
  },
  before: World,
): World {
  const world = new Projection(before);
  for (const address of [...dropped, ...(plan.forgotten ?? [])]) delete world.resources[address];
  Object.assign(world.resources, settled);
  for (const step of steps) world.execute(step);
  return world.end();
}

class Projection {
  readonly resources: World['resources'];
  readonly #live: Live;
  readonly #objects: Map<string, LiveObject>;
  readonly #files: ReadonlyMap<string, LiveFile>;

  constructor({ live, resources }: World) {
    this.#live = live;
    this.resources = { ...resources };
    this.#objects = new Map(live.objects.map((object) => [object.id, object]));
    this.#files = new Map(live.files.map((file) => [file.id, file]));
  }

  execute(step: Step): void {
    const { action, address } = step.change;
    if (!isListKind(step.change.kind) && (action === 'destroy' || action === 'replace')) {
      for (const { live } of [step, ...(step.clears ?? [])]) this.#objects.delete(live?.id ?? '');
      this.#forget(address);
    }
    if (step.entry === undefined || step.desired === undefined) return;
    const object = this.#objectOf(step);
    this.#objects.set(object.id, object);
    this.resources[address] = { ...step.entry, id: object.id, ...promptsOf(step, object) };
  }

  end(): World {
    const all = [...this.#objects.values()];
    const objects = OBJECT_KINDS.flatMap(({ name }) => all.filter(({ kind }) => kind === name));
    return {
      live: { ...this.#live, objects },
      resources: this.resources,
    };
  }

  /** The step's object with the values that the step sends. */
  #objectOf({ change, desired, live, send = {}, prompts = [] }: Step): LiveObject {
    if (desired === undefined) throw new Error(`${change.address} has nothing desired`);
    if (isList(desired)) {
      const id = this.resources[desired.parent]?.id ?? live?.id ?? '';
      const queue = this.#objects.get(id);
      if (queue === undefined) throw new Error(`${change.address} is to be set on no queue`);
      return send['items'] === undefined
        ? queue
        : { ...queue, items: send['items'] as unknown as LiveAgent[] };
    }
    const isNew = change.action === 'create' || change.action === 'replace';
    const shown = this.#show(desired, prompts);
    if (!isNew) {
      const object = this.#objects.get(live?.id ?? '');
      if (object === undefined) throw new Error(`${change.address} is to be changed and is not there`);
      return { ...object, fields: { ...object.fields, ...send, ...shown } };
    }
    return this.#create(desired, { ...send, ...shown });
  }

  #create({ kind, address, naturalKey }: DesiredObject, sent: JsonObject): LiveObject {
    for (const other of this.#objects.values()) {
      if (other.kind === kind && other.key === naturalKey) throw new Error(`${naturalKey} is taken`);
    }
    let id = `planned-${address}`;
    while (this.#objects.has(id)) id += '-again';
    const name = String(sent['name']);
    return { kind, id, key: naturalKey, name, internal: false, fields: { id, ...sent }, items: [] };
  }

  /** How the PBX shows prompts that were sent. */
  #show(desired: DesiredObject, prompts: readonly PromptField[]): JsonObject {
    const shown: JsonObject = {};
    for (const field of prompts) {
      const facts = promptFields[field].prompt;
      const id = desired.fields[field];
      const file = desired.prompts[field] ?? (typeof id === 'string' ? this.#files.get(id) : undefined);
      shown[facts.name] = file?.name ?? null;
      shown[facts.size] = file?.size ?? null;
      shown[facts.url] =
        desired.prompts[field] === undefined ? null : `/api/blobs/${desired.prompts[field]?.sha256}`;
    }
    return shown;
  }

  /** Removes an object's list with it. */
  #forget(address: Address): void {
    delete this.resources[address];
    const list = listAddress(address);
    if (list !== undefined) delete this.resources[list];
  }
}

function promptsOf({ desired, known }: Step, { fields = {} }: LiveObject): Pick<StateResource, 'prompts'> {
  if (desired === undefined || isList(desired)) return {};
  const records: Partial<Record<PromptField, PromptRecord>> = { ...known?.prompts };
  for (const field of PROMPT_FIELDS.filter((each) => isManaged(desired, each))) {
    const sha256 = desired.prompts[field]?.sha256;
    const file_id = sha256 === undefined ? String(desired.fields[field]) : `planned-${sha256}`;
    const shown = shownPrompt(fields, field);
    records[field] = { file_id, ...(sha256 === undefined ? {} : { sha256 }), shown };
  }
  return Object.keys(records).length === 0 ? {} : { prompts: records };
}
