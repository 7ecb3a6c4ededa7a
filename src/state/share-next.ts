/** Merges calls: all calls made while a request is running share the next request. */

export function shareNext<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    const answer = ask();
    running = answer
      .catch(() => undefined)
      .then(() => {
        running = undefined;
      });
    return answer;
  };
  // The running request began before this call, so its answer may be too old.
  return () => {
    if (running === undefined) return begin();
    next ??= running.then(begin);
    return next;
  };
}
