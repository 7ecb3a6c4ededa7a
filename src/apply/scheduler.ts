/**
 * Runs tasks as their dependencies allow, up to a number at once.
 *
 * A task that is not done skips whatever waits for it, at any depth, and nothing else. Tasks are begun in the given
 * order where there is a choice. When the signal fires no task is begun any more; those that run are waited for. Cost is
 * linear in tasks and dependencies.
 */

export interface Task<T> {
  id: string;
  /** Ids of other tasks; unknown ids count as done. */
  dependsOn: readonly string[];
  value: T;
}

export interface Schedule<T> {
  parallelism: number;
  signal: AbortSignal;
  /** True when what depends on the task may go on. Must not throw for a failure of the task itself. */
  run(task: Task<T>): Promise<boolean>;
  /** A task that will not run: because of another one, or because the run was interrupted. */
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

  const skipAll = (from: Task<T>): void => {
    const stack = [...(dependents.get(from.id) ?? [])];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      if (begun.has(task.id)) continue;
      begun.add(task.id);
      schedule.skip(task, from.id);
      stack.push(...(dependents.get(task.id) ?? []));
    }
  };
  const release = (task: Task<T>): void => {
    for (const waiting of dependents.get(task.id) ?? []) {
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
          (isDone) => settle(task, isDone),
          (error: unknown) => {
            failure ??= { error };
            settle(task, false);
          },
        );
      }
      if (running === 0) resolve();
    };
    const canBegin = (): boolean => !schedule.signal.aborted && failure === undefined;
    const settle = (task: Task<T>, isDone: boolean): void => {
      running--;
      if (isDone) release(task);
      else skipAll(task);
      pump();
    };
    pump();
  });
  for (const task of tasks) if (!begun.has(task.id)) schedule.skip(task, null);
  if (failure !== undefined) throw failure.error;
}
