import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { type RunWatch, watchRun } from '../../../src/cli/run-watch.ts';

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
  watch.owe(async () => {
    expect(exit).not.toHaveBeenCalled();
    done.push('lock');
  });
  watch.owe(async () => {
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
  const settle = watch.owe(work);
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
