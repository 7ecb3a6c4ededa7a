import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../../../src/cli/run/exit-codes.ts';
import { type RunWatch, watchRun } from '../../../src/cli/run/run-watch.ts';

let watch: RunWatch;
let told: unknown[];
const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
beforeEach(() => {
  told = [];
  exit.mockClear();
  watch = watchRun((error) => {
    told.push(error);
    return EXIT.bug;
  }, false);
});
afterEach(() => watch.stop());

/** What Node does when a run waits for nothing any more. */
const runDry = () => process.emit('beforeExit', 0);

test('a run that waits for nothing ends as a bug, after what it owes is done', async () => {
  const done: string[] = [];
  watch.onExit(async () => {
    expect(exit).not.toHaveBeenCalled();
    done.push('lock');
  });
  watch.onExit(async () => {
    throw new Error('no server');
  });
  runDry();
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(EXIT.bug));
  expect(done).toEqual(['lock']);
  expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('has not ended') })]);
  expect(watch.signal.aborted).toBe(true);
});

test('what is owed is done once', async () => {
  const work = vi.fn(async () => undefined);
  const settle = watch.onExit(work);
  await settle();
  await settle();
  runDry();
  await vi.waitFor(() => expect(exit).toHaveBeenCalled());
  expect(work).toHaveBeenCalledTimes(1);
});

test('nothing is watched once the run has ended', () => {
  watch.stop();
  runDry();
  expect(told).toEqual([]);
});

describe('while a run computes', () => {
  const listeners = () => process.listenerCount('SIGINT');

  test('a signal has its default, as long as nothing is owed', async () => {
    const before = listeners();
    const seen: number[] = [];
    await watch.compute(async () => {
      seen.push(listeners());
      const settle = watch.onExit(async () => undefined);
      seen.push(listeners());
      await watch.compute(() => seen.push(listeners()));
      await settle();
      seen.push(listeners());
    });
    expect(seen).toEqual([before - 1, before, before, before - 1]);
    expect(listeners()).toBe(before);
  });

  test('also when it fails, handlers come back', async () => {
    const before = listeners();
    const failing = watch.compute(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(listeners()).toBe(before);
  });

  test('a signal that came before is not lost: nothing is computed', async () => {
    process.emit('SIGINT');
    const work = vi.fn();
    await expect(watch.compute(work)).rejects.toThrow('interrupted');
    expect(work).not.toHaveBeenCalled();
  });
});
