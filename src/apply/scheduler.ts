/**
 * Runs tasks in the order of their dependencies, a limited number at once.
 *
 * A failed task skips its dependents, at any depth, and nothing else; a partly done task may let some of them run.
 * Tasks start in the given order where there is a choice. After the signal fires no task starts; running ones finish.
 * Cost is linear in tasks and dependencies.
 */

export interface Task<T> {
  id: string;
  /** Ids of other tasks; unknown ids count as done. */
  dependsOn: readonly string[];
  value: T;
}

/**
 * What happens to the dependents of a task: all run, all are skipped, or the function decides for each. A task that was
 * not begun ends the run: it is skipped like those that were never reached.
 */
export type TaskEnd<T> = 'done' | 'failed' | 'not begun' | ((dependent: Task<T>) => boolean);

export interface Schedule<T> {
  parallelism: number;
  signal: AbortSignal;
  /** Must not throw for a failure of the task itself. */
  run(task: Task<T>): Promise<TaskEnd<T>>;
  /** Called for a task that will not run, because another one failed or the run ended. */
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
