/** What a test of apply needs: an embedded PBX in process, a state on disk, and plans between what is written and the two. */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { readLive } from '../../src/api/live.ts';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyOptions, ApplyOutcome } from '../../src/apply/options.ts';
import type { Desired, DesiredObject, DesiredPrompt } from '../../src/model/desired.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import type { StateResource } from '../../src/model/state.ts';
import type { ApplyEvent, StepResult } from '../../src/model/step.ts';
import type { PbxOptions } from '../../src/pbx/pbx.ts';
import { liveNeeds } from '../../src/plan/needs.ts';
import { type PlanInput, type PlanOptions, planChanges } from '../../src/plan/planner.ts';
import { openLocalStore } from '../../src/state/local-store.ts';
import type { StateStore } from '../../src/state/store.ts';
import { buildDesired, type DesiredSpec, type QueueSpec } from './builders.ts';
import { InProcessPbx } from './in-process-pbx.ts';

/** The prompts of queues, by their keys. */
type Prompts = { [key: string]: DesiredPrompt };

export class ApplyWorld {
  readonly target = 'http://pbx.invalid';
  folder = '';
  pbx!: InProcessPbx;
  store!: StateStore;
  /** Of the last run. */
  events: ApplyEvent[] = [];
  /** Goes on only while apply sleeps. */
  nowMs = 0;

  async open(options: Partial<PbxOptions> = {}): Promise<void> {
    await this.close();
    this.folder = await mkdtemp(join(tmpdir(), 'cqctl-apply-'));
    this.pbx = await InProcessPbx.open(options);
    this.reopenStore();
    this.events = [];
    this.nowMs = 0;
  }

  /** As the next process does. */
  reopenStore(): void {
    this.store = openLocalStore(join(this.folder, 'state.json'));
  }

  async close(): Promise<void> {
    if (this.folder === '') return;
    await this.pbx.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted !== true) this.nowMs += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };

  async inputOf(
    spec: DesiredSpec | Desired,
    prompts: Prompts = {},
    options: Partial<PlanOptions> = {},
  ): Promise<PlanInput> {
    const desired = 'resources' in spec ? spec : buildDesired(spec);
    for (const resource of desired.resources) {
      const prompt = prompts[resource.key];
      if (resource.kind === 'queue' && prompt !== undefined) {
        (resource as DesiredObject).prompts = { moh_prompt_file_id: prompt };
      }
    }
    const state = await this.store.read();
    const live = await readLive(this.pbx.client, liveNeeds(desired, state));
    return {
      target: this.target,
      desired,
      live,
      state,
      options: { targets: [], excludes: [], destroy: false, ...options },
    };
  }

  async plan(...input: Parameters<ApplyWorld['inputOf']>): Promise<PlannedWork> {
    return planChanges(await this.inputOf(...input));
  }

  async carry(work: PlannedWork, options: Partial<ApplyOptions> = {}): Promise<ApplyOutcome> {
    this.events = [];
    return applyPlan({
      work,
      client: this.pbx.client,
      store: this.store,
      state: await this.store.read(),
      target: this.target,
      parallelism: 4,
      force: false,
      signal: new AbortController().signal,
      onEvent: (event) => this.events.push(event),
      now: () => this.nowMs,
      sleep: this.sleep,
      ...options,
    });
  }

  /** All of it is done, and then nothing is left to plan. */
  async apply(spec: DesiredSpec | Desired, prompts: Prompts = {}): Promise<void> {
    const work = await this.plan(spec, prompts);
    expect(work.refusals).toEqual([]);
    const { results } = await this.carry(work);
    expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
    expect((await this.plan(spec, prompts)).plan.changes).toEqual([]);
  }

  async resources(): Promise<{ [address: string]: StateResource }> {
    return (await this.store.read())?.resources ?? {};
  }

  warnings() {
    return this.events.filter((event) => event.type === 'warning');
  }

  /** Why the run began no more steps. */
  stops() {
    return this.warnings().filter((event) => event.stops !== undefined);
  }

  /** A sound file on disk; what is in it is its own name, or the content that is given. */
  sound(name: string, content: string | Uint8Array = name): DesiredPrompt {
    const bytes = Buffer.from(content);
    const path = join(this.folder, `${createHash('sha256').update(bytes).digest('hex')}-${name}`);
    writeFileSync(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { written: `./${name}`, path, name, size: bytes.length, sha256 };
  }
}

/** A new world for each test of the file. */
export function useApplyWorld(): ApplyWorld {
  const world = new ApplyWorld();
  beforeEach(() => world.open());
  afterEach(() => world.close());
  return world;
}

export const queues = (specs: { [key: string]: QueueSpec }): DesiredSpec => ({ queues: specs });
export const agents = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));

export const manyQueues = (count: number, more: Partial<QueueSpec> = {}): DesiredSpec =>
  queues(
    Object.fromEntries(
      Array.from({ length: count }, (_unused, index): [string, QueueSpec] => [
        `q${index}`,
        { number: String((count < 1000 ? 8000 : 10_000) + index), agents: agents('2001', '2002'), ...more },
      ]),
    ),
  );

export const statusesOf = (results: readonly StepResult[], status: StepResult['status']) =>
  results.filter((result) => result.status === status);
