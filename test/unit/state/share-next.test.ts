import { expect, test } from 'vitest';
import { shareNext } from '../../../src/state/share-next.ts';

test('whoever asks while an answer is on its way shares the next question, never that one', async () => {
  const asked: ((answer: number) => void)[] = [];
  const share = shareNext(() => new Promise<number>((resolve) => asked.push(resolve)));
  const first = share();
  const later = [share(), share()];
  expect(asked).toHaveLength(1);
  asked[0]?.(1);
  expect(await first).toBe(1);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
  void share();
  expect(asked).toHaveLength(3);
});

test('a question that fails does so for all who share it, and the next is asked all the same', async () => {
  let count = 0;
  const share = shareNext(async () => {
    count += 1;
    if (count === 2) throw new Error('gone');
    return count;
  });
  const [first, ...both] = await Promise.allSettled([share(), share(), share()]);
  expect(first).toMatchObject({ value: 1 });
  expect(both).toMatchObject([{ reason: { message: 'gone' } }, { reason: { message: 'gone' } }]);
  expect(await share()).toBe(3);
});
