import type { PbxReader } from './calls.ts';

/** Objects being read at once through a reader that names no limit of its own. */
const AT_ONCE = 16;

/** Results in the order of `items`. After the first error no further ones are begun. */
export async function mapAtOnce<T, R>(
  { parallelism = AT_ONCE }: Pick<PbxReader, 'parallelism'>,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index] as T);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelism, items.length) }, worker));
  return results;
}
