/**
 * The local lock against a model: whatever several runs do, die included, one at most holds it, and nobody loses it but
 * by a kill or by force.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLocalStore } from '../../src/state/local-store.ts';
import type { StateLock } from '../../src/state/store.ts';

const RUNS = 3;

interface Model {
  /** The run that holds the lock; 'dead' when it was killed. */
  holder: number | 'dead' | undefined;
}

interface Real {
  path: string;
  /** What each run believes to hold. */
  locks: (StateLock | undefined)[];
}

type Command = fc.AsyncCommand<Model, Real>;

class Acquire implements Command {
  readonly run_: number;
  constructor(run: number) {
    this.run_ = run;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const asked = openLocalStore(real.path).lock('apply', { timeoutMs: 0 });
    if (typeof model.holder === 'number') {
      await expect(asked).rejects.toMatchObject({
        code: 'CQ610',
        holder: { id: real.locks[model.holder]?.holder.id },
      });
      return;
    }
    real.locks[this.run_] = await asked;
    model.holder = this.run_;
  }
  toString = () => `acquire(${this.run_})`;
}

/** Also of a lock that was lost or given back before. */
class Release implements Command {
  readonly run_: number;
  constructor(run: number) {
    this.run_ = run;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    await real.locks[this.run_]?.release();
    if (model.holder === this.run_) model.holder = undefined;
  }
  toString = () => `release(${this.run_})`;
}

/** The file stays, its process does not. */
class Die implements Command {
  check = (model: Readonly<Model>) => typeof model.holder === 'number';
  async run(model: Model, real: Real): Promise<void> {
    const file = `${real.path}.lock`;
    const holder = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...holder, id: 'of the dead', pid: 2 ** 30 }));
    model.holder = 'dead';
  }
  toString = () => 'die';
}

class Force implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const freed = await openLocalStore(real.path).forceUnlock();
    expect(freed === null).toBe(model.holder === undefined);
    model.holder = undefined;
  }
  toString = () => 'force';
}

/** Several at once: one of them gets it, when it is to be had. */
class Rush implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const asked = await Promise.allSettled(
      Array.from({ length: RUNS }, () => openLocalStore(real.path).lock('apply', { timeoutMs: 0 })),
    );
    const winners = asked.flatMap((each, run) =>
      each.status === 'fulfilled' ? [{ run, lock: each.value }] : [],
    );
    expect(winners).toHaveLength(typeof model.holder === 'number' ? 0 : 1);
    for (const { run, lock } of winners) {
      real.locks[run] = lock;
      model.holder = run;
    }
  }
  toString = () => 'rush';
}

test('one at most holds the lock, whatever happens', async () => {
  const run = fc.integer({ min: 0, max: RUNS - 1 });
  const commands = fc.commands(
    [
      run.map((each) => new Acquire(each)),
      run.map((each) => new Release(each)),
      fc.constant(new Die()),
      fc.constant(new Force()),
      fc.constant(new Rush()),
    ],
    { maxCommands: 25 },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (script) => {
      const folder = await mkdtemp(join(tmpdir(), 'cqctl-lock-'));
      try {
        const path = join(folder, 'state.json');
        const setup = () => ({ model: { holder: undefined } as Model, real: { path, locks: [] } as Real });
        await fc.asyncModelRun(setup, script);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});
