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
  options: { parallelism?: number; failing?: string[]; abortAt?: string } = {},
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
      return isDone;
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
        return true;
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
