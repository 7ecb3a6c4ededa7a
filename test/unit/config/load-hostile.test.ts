/** Files that mean harm end in diagnostics, within the time that a test has: what is wrong here takes hours. */

import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countSeverities } from '../../../src/report/diagnostics-text.ts';
import { load, loadText, writeProject } from '../../support/load-fixture.ts';

async function codesOf(text: string): Promise<string[]> {
  const { value, diagnostics } = await loadText(text);
  expect(value).toBeUndefined();
  return [...new Set(diagnostics.map(({ code }) => code))];
}

describe('nesting', () => {
  test.each([
    ['lists', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['maps', `a: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['lists that never end', '['.repeat(1_000_000)],
    ['dashes', `${'- '.repeat(10_000)}a`],
    ['keys', '? '.repeat(10_000)],
    ['blocks', Array.from({ length: 2000 }, (_unused, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('%s', async (_name, text) => {
    expect(['CQ101', 'CQ110']).toContain((await codesOf(text))[0]);
  });

  test('in extra, which takes any value, up to the limit only', async () => {
    const nested = (depth: number) =>
      loadText(
        `version: 1\nqueues:\n  a:\n    extension_number: "8000"\n    extra: { x: ${'['.repeat(depth)}${']'.repeat(depth)} }\n`,
      );
    expect((await nested(90)).diagnostics).toEqual([]);
    expect((await nested(100)).diagnostics.map(({ code }) => code)).toEqual(['CQ110']);
  });
});

describe('growth', () => {
  test('aliases of aliases', async () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let level = 1; level < 30; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(await codesOf(lines.join('\n'))).toEqual(['CQ107']);
  });

  test('merges of merges', async () => {
    const lines = [
      `a0: &a0 { ${Array.from({ length: 1000 }, (_unused, index) => `k${index}: 1`).join(', ')} }`,
    ];
    for (let level = 1; level < 3000; level += 1) lines.push(`a${level}: &a${level}\n  <<: *a${level - 1}`);
    expect(await codesOf(lines.join('\n'))).toEqual(['CQ107']);
  });

  test('a map that merges itself', async () => {
    expect(await codesOf('a: &a\n  <<: *a\n')).toContain('CQ106');
  });

  test('variables that are lists of variables', async () => {
    const lines = ['version: 1', 'variables:', '  a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let level = 1; level < 15; level += 1) {
      lines.push(
        `  a${level}: [${Array(10)
          .fill(`"\${var.a${level - 1}}"`)
          .join(', ')}]`,
      );
    }
    expect(await codesOf(lines.join('\n'))).toContain('CQ126');
  });
});

describe('size', () => {
  test('a line with a million mistakes', async () => {
    const codes = await codesOf(`queues: {${'a,'.repeat(1_000_000)}}\n`);
    expect(codes).toContain('CQ104');
    expect(codes).toContain('CQ199');
  });

  const many = (line: (index: number) => string) =>
    Array.from({ length: 20_000 }, (_unused, i) => line(i)).join('');
  test.each([
    [
      'variables',
      `variables: {${many((i) => `v${i}a: 1, `)}}\nqueues:\n${many((i) => `  q${i}: "\${var.v${i}b}"\n`)}`,
    ],
    [
      'agent lists',
      `agent_lists: {${many((i) => `list${i}a: [], `)}}\nqueues:\n${many((i) => `  q${i}: { agents: list${i}b }\n`)}`,
    ],
    ['anchors', `queues:\n${many((i) => `  q${i}: &anchor${i}a { x: *anchor${i}b }\n`)}`],
    [
      'addresses',
      `moved:\n${many((i) => `  - { from: queue.x${i}, to: queue.q${i}b }\n`)}queues:\n${many((i) => `  q${i}a: {}\n`)}`,
    ],
  ])('thousands of misspelt names among thousands: %s', async (_name, text) => {
    await codesOf(text);
  });

  test('a policy that demands a field thousands of times', async () => {
    const fields = 'language, '.repeat(20_000);
    const text = `policy: { required_fields: { queue: [${fields}] } }\nqueues:\n${many((i) => `  q${i}: {}\n`)}`;
    expect(await codesOf(text)).toContain('CQ201');
  });

  test('a file of 100 MB is refused by its size', async () => {
    const folder = writeProject({ 'cqctl.yaml': '' });
    const handle = openSync(join(folder, 'cqctl.yaml'), 'w');
    ftruncateSync(handle, 100 * 1024 * 1024);
    closeSync(handle);
    expect((await load(folder)).diagnostics.map(({ code }) => code)).toEqual(['CQ102']);
  });

  test.each([
    ['commas', `[${','.repeat(3_000_000)}]`],
    ['lines', 'a\n'.repeat(3_000_000)],
  ])('millions of values: %s', async (_name, text) => {
    expect(await codesOf(text)).toEqual(['CQ102']);
  });

  test('a long line is cut in the snippet', async () => {
    const { diagnostics } = await loadText(`version: 1\nqueues: { ${'x'.repeat(5_000_000)}: 1 }\n`);
    for (const { summary, snippet, address } of diagnostics) {
      expect(summary.length).toBeLessThan(300);
      expect(address?.length ?? 0).toBeLessThan(500);
      expect(snippet?.text.length).toBeLessThanOrEqual(100);
    }
    expect(diagnostics).not.toEqual([]);
  });

  test('a thousand problems are listed, the others counted', async () => {
    const keys = Array.from({ length: 100_000 }, (_unused, index) => `  k${index}: { x: 1 }\n`).join('');
    const { diagnostics } = await loadText(`version: 1\nqueues:\n${keys}`);
    expect(diagnostics).toHaveLength(1001);
    expect(diagnostics.at(-1)?.code).toBe('CQ199');
    expect(diagnostics.at(-1)?.summary).toMatch(/^199000 /);
    expect(countSeverities(diagnostics)).toEqual({ errors: 200_000, warnings: 0 });
  });

  test('a pattern over far too many files', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["many/*.yaml"]\n',
      'many/a.yaml': '',
    });
    execFileSync('sh', ['-c', 'seq 20100 | sed "s/$/.yaml/" | xargs touch'], { cwd: join(folder, 'many') });
    expect((await load(folder)).diagnostics.map(({ code }) => code)).toEqual(['CQ118']);
  });

  test('a pattern that goes through the same folders over and over', async () => {
    const files: { [path: string]: string } = {
      'cqctl.yaml': `version: 1\ninclude: ["${'**/'.repeat(5)}x.yaml"]\n`,
    };
    for (let depth = 0; depth < 12; depth += 1) {
      for (let index = 0; index < 20; index += 1) files[`${'d/'.repeat(depth)}${index}.yaml`] = '';
    }
    const { diagnostics } = await load(writeProject(files));
    expect(diagnostics).toMatchObject([{ code: 'CQ308', source: { line: 2, column: 11 } }]);
  });

  test('files that are too large together only', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["many/*.yaml"]\n',
      'large.yaml': `# ${'x'.repeat(4 * 1024 * 1024)}\nqueues: {}\n`,
      'many/none.yaml': 'queues: {}\n',
    });
    for (let index = 0; index < 40; index += 1) {
      symlinkSync('../large.yaml', join(folder, 'many', `${index}.yaml`));
    }
    const { diagnostics } = await load(folder);
    expect(diagnostics).toMatchObject([
      { code: 'CQ102', summary: 'the included files have more than 64 MB together', source: { line: 2 } },
    ]);
  });
});

describe('files that are none', () => {
  test('a pipe is not waited for', async () => {
    const folder = writeProject({});
    execFileSync('mkfifo', [join(folder, 'cqctl.yaml')]);
    expect((await load(folder)).diagnostics.map(({ code }) => code)).toEqual(['CQ100']);
  });

  test.each(['/dev/zero', 'cqctl.yaml', 'a\0b', 'x'.repeat(5000)])('%j', async (path) => {
    const { value, diagnostics } = await load(writeProject({}), { path });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['CQ100']);
  });

  test('a file that includes itself is read once', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["*.yaml", cqctl.yaml, "./cqctl.yaml"]\n',
    });
    expect((await load(folder)).diagnostics).toEqual([]);
  });
});

test('names of Object.prototype are names like others', async () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const queues = names.map(
    (name, index) => `  ${name}: { extension_number: "800${index}", agents: ${name} }\n`,
  );
  const lists = names.map((name) => `  ${name}: ["2001"]\n`);
  const good = await loadText(`version: 1\nagent_lists:\n${lists.join('')}queues:\n${queues.join('')}`);
  expect(good.value?.desired.resources.map(({ key }) => key)).toEqual(names.flatMap((name) => [name, name]));
  const bad = await loadText(
    `version: 1\nqueues:\n${queues.join('')}  x: { toString: 1, name: "\${var.constructor}" }\n`,
  );
  expect(bad.diagnostics.map(({ code }) => code).sort()).toEqual([
    'CQ120',
    'CQ200',
    'CQ201',
    'CQ353',
    'CQ353',
    'CQ353',
    'CQ353',
  ]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
