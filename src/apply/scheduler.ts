/**
 * Runs tasks as their dependencies allow, up to a number at once.
 *
 * A task that fails skips whatever waits for it, at any depth, and nothing else; one that did part of its work may let
 * some of them go on. Tasks are begun in the given order where there is a choice. When the signal fires no task is begun
 * any more; those that run are waited for. Cost is linear in tasks and dependencies.
 */

export interface Task<T> {
  id: string;
  /** Ids of other tasks; unknown ids count as done. */
  dependsOn: readonly string[];
  value: T;
}

/**
 * What becomes of the tasks that wait for a task: all go on, all are skipped, or those that the function lets go on. A task
 * that was not begun after all ends the run: it is skipped like those that were never reached.
 */
export type TaskEnd<T> = 'done' | 'failed' | 'not begun' | ((dependent: Task<T>) => boolean);

export interface Schedule<T> {
  parallelism: number;
  signal: AbortSignal;
  /** Must not throw for a failure of the task itself. */
  run(task: Task<T>): Promise<TaskEnd<T>>;
  /** A task that will not run: because of another one, or because the run ended. */
  skip(task: Task<T>, because: string | null): void;
}

export async function runTasks<T>(tasks: readonly Task<T>[], schedule: Schedule<T>): Promise<void> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const dependents = new Map<string, Task<T>[]>();
  const missing = new Map<string, number>();
  for (const task of tasks) {
    const needs = task.dependsOn.filter((id) => byId.has(id));
    missing.set(task.id, needs.length);
    for (const need of needs) {
      const waiting = dependents.get(need);
      if (waiting === undefined) dependents.set(need, [task]);
      else waiting.push(task);
    }
  }
  const ready = tasks.filter((task) => missing.get(task.id) === 0);
  const begun = new Set<string>();
  let next = 0;
  let running = 0;
  let failure: { error: unknown } | undefined;
  let isOver = false;

  const skipAll = (because: Task<T>, first: readonly Task<T>[]): void => {
    const stack = [...first];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      if (begun.has(task.id)) continue;
      begun.add(task.id);
      schedule.skip(task, because.id);
      stack.push(...(dependents.get(task.id) ?? []));
    }
  };
  const release = (tasks: readonly Task<T>[]): void => {
    for (const waiting of tasks) {
      const left = (missing.get(waiting.id) as number) - 1;
      missing.set(waiting.id, left);
      if (left === 0) ready.push(waiting);
    }
  };

  await new Promise<void>((resolve) => {
    const pump = (): void => {
      while (running < schedule.parallelism && next < ready.length && canBegin()) {
        const task = ready[next++] as Task<T>;
        if (begun.has(task.id)) continue;
        begun.add(task.id);
        running++;
        schedule.run(task).then(
          (end) => settle(task, end),
          (error: unknown) => {
            failure ??= { error };
            settle(task, 'failed');
          },
        );
      }
      if (running === 0) resolve();
    };
    const canBegin = (): boolean => !isOver && !schedule.signal.aborted && failure === undefined;
    const settle = (task: Task<T>, end: TaskEnd<T>): void => {
      running--;
      if (end === 'not begun') {
        isOver = true;
        begun.delete(task.id);
      } else {
        const waiting = dependents.get(task.id) ?? [];
        const goesOn = typeof end === 'function' ? end : () => end === 'done';
        const [free, lost] = [waiting.filter(goesOn), waiting.filter((each) => !goesOn(each))];
        release(free);
        skipAll(task, lost);
      }
      pump();
    };
    pump();
  });
  for (const task of tasks) if (!begun.has(task.id)) schedule.skip(task, null);
  if (failure !== undefined) throw failure.error;
}
