/** Files that mean harm do not get memory either: each ends in a diagnostic in a process that has little. */

import { expect, test } from 'vitest';
import { makeProject } from '../support/run-cli.ts';

const times = (count: number, line: (index: number) => string): string[] =>
  Array.from({ length: count }, (_unused, index) => line(index));

function aliasesOfAliases(): string {
  const lists = times(
    29,
    (level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`,
  );
  return ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...lists].join('\n');
}

function mergesOfMerges(): string {
  const keys = times(1000, (index) => `k${index}: 1`).join(', ');
  const maps = times(3000, (level) => `a${level + 1}: &a${level + 1}\n  <<: *a${level}`);
  return [`a0: &a0 { ${keys} }`, ...maps].join('\n');
}

/** Twice the least heap with which it works. */
test.each([
  [
    'aliases of aliases, and 60 MB behind them',
    () => `${aliasesOfAliases()}\n${`# ${'x'.repeat(998)}\n`.repeat(60_000)}`,
    256,
    'CQ107',
  ],
  ['merges of merges', mergesOfMerges, 128, 'CQ107'],
  ['a million mistakes', () => `queues: {${'a,'.repeat(950_000)}}\n`, 1024, 'CQ104'],
] as const)('%s', async (_what, makeText, heapMb, code) => {
  const project = await makeProject(makeText(), { NODE_OPTIONS: `--max-old-space-size=${heapMb}` });
  try {
    const { code: exitCode, stdout, stderr } = await project.run('validate', '--format', 'json');
    expect(exitCode, stderr).toBe(1);
    expect(stderr).not.toContain('heap');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
    expect(diagnostics[0]?.code).toBe(code);
  } finally {
    await project.remove();
  }
});
