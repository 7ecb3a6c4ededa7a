import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runTasks, type Task } from '../../../src/apply/scheduler.ts';

const task = (id: string, ...dependsOn: string[]): Task<string> => ({ id, dependsOn, value: id });

interface Run {
  log: string[];
  mostAtOnce: number;
}

async function run(
  tasks: Task<string>[],
  options: {
    parallelism?: number;
    failing?: string[];
    /** Goes on although what it waits for failed. */
    keeping?: string;
    notBegun?: string[];
    abortAt?: string;
  } = {},
): Promise<Run> {
  const controller = new AbortController();
  const result: Run = { log: [], mostAtOnce: 0 };
  let running = 0;
  await runTasks(tasks, {
    parallelism: options.parallelism ?? 4,
    signal: controller.signal,
    async run({ id }) {
      result.mostAtOnce = Math.max(result.mostAtOnce, ++running);
      result.log.push(`start ${id}`);
      if (options.abortAt === id) controller.abort();
      await sleep(1);
      running--;
      const isDone = options.failing?.includes(id) !== true;
      result.log.push(`${isDone ? 'done' : 'failed'} ${id}`);
      if (options.notBegun?.includes(id) === true) return 'not begun';
      if (!isDone && options.keeping !== undefined) return ({ id: next }) => options.keeping === next;
      return isDone ? 'done' : 'failed';
    },
    skip: ({ id }, because) => result.log.push(`skip ${id} ${because}`),
  });
  return result;
}

describe('tasks', () => {
  test('run as soon as what they wait for is done, up to the number at once', async () => {
    const { log, mostAtOnce } = await run([task('b', 'a'), task('a'), task('c'), task('d')], {
      parallelism: 2,
    });
    expect(mostAtOnce).toBe(2);
    expect(log.indexOf('start b')).toBeGreaterThan(log.indexOf('done a'));
    expect(log.filter((line) => line.startsWith('done'))).toHaveLength(4);
  });

  test('that fail skip what waits for them, at any depth, and nothing else', async () => {
    const { log } = await run([task('a'), task('b', 'a'), task('c', 'b'), task('d')], { failing: ['a'] });
    expect(log.filter((line) => line.startsWith('skip')).sort()).toEqual(['skip b a', 'skip c a']);
    expect(log).toContain('done d');
  });

  test('that did part of their work let those go on that need no more of it', async () => {
    const tasks = [task('a'), task('b', 'a'), task('c', 'a'), task('d', 'c'), task('e', 'b')];
    const { log } = await run(tasks, { failing: ['a'], keeping: 'b' });
    expect(log.filter((line) => line.startsWith('skip')).sort()).toEqual(['skip c a', 'skip d a']);
    expect(log.filter((line) => line.startsWith('done'))).toEqual(['done b', 'done e']);
  });

  test('one of which is not begun after all are the end of the run', async () => {
    const tasks = [task('a'), task('b', 'a'), task('c')];
    const { log } = await run(tasks, { notBegun: ['a'], parallelism: 1 });
    expect(log.slice(2)).toEqual(['skip a null', 'skip b null', 'skip c null']);
  });

  test('are not begun after an interrupt, and those that run are finished', async () => {
    const { log } = await run([task('a'), task('b'), task('c', 'a')], { parallelism: 1, abortAt: 'a' });
    expect(log).toEqual(['start a', 'done a', 'skip b null', 'skip c null']);
  });

  test('that break stop the run, once the others are finished, and the bug is thrown', async () => {
    const finished: string[] = [];
    const broken = runTasks([task('a'), task('b'), task('c', 'b')], {
      parallelism: 2,
      signal: new AbortController().signal,
      async run({ id }) {
        if (id === 'a') throw new TypeError('a bug');
        await sleep(5);
        finished.push(id);
        return 'done';
      },
      skip: ({ id }) => finished.push(`skip ${id}`),
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(finished).toEqual(['b', 'skip c']);
  });

  test('end each exactly once, whatever the graph and whoever fails', async () => {
    const graph = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async (shape, parallelism) => {
        const tasks = shape.map(([a, b], index) =>
          task(String(index), ...new Set(index === 0 ? [] : [String(a % index), String(b % index)])),
        );
        const failing = shape.flatMap(([, , fails], index) => (fails ? [String(index)] : []));
        const { log } = await run(tasks, { parallelism, failing });
        const ends = log.filter((line) => !line.startsWith('start')).map((line) => line.split(' ')[1]);
        expect([...ends].sort()).toEqual(tasks.map(({ id }) => id).sort());
      }),
      { numRuns: 60 },
    );
  });
});
