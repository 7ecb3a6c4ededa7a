/** Many callers, few questions: whoever asks while an answer is on its way shares the next question with all who do. */

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
  // What is on its way was asked before this caller came, so its answer may be too old.
  return () => {
    if (running === undefined) return begin();
    next ??= running.then(begin);
    return next;
  };
}
