import { expect, test } from 'vitest';

test('what programs may import is chosen, not grown', async () => {
  const names = Object.keys(await import('../../src/index.ts')).sort();
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('../golden/public-surface.txt');
});
