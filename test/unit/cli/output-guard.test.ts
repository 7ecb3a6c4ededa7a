/** An output overwrites nothing that is read, kept or written otherwise. */

import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutputGuard, type OutputGuard, READ } from '../../../src/cli/output/output-guard.ts';
import { CODES } from '../../../src/codes/registry.ts';

let cwd = '';
let guard: OutputGuard;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-guard-'));
  guard = createOutputGuard(cwd);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const at = (name: string) => join(cwd, name);
const write = (name: string, text = 'text') => writeFileSync(at(name), text);
const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('a file that is read is refused', () => {
  const spellings: [string, (kept: string) => string][] = [
    ['by its name', (kept) => kept],
    ['by another spelling', () => 'folder/../input.csv'],
    [
      'through a link',
      (kept) => {
        symlinkSync(at(kept), at('link'));
        return 'link';
      },
    ],
    [
      'through a link to its folder',
      (kept) => {
        symlinkSync(cwd, at('folder-link'));
        return `folder-link/${kept}`;
      },
    ],
    [
      'through a hard link',
      (kept) => {
        linkSync(at(kept), at('hard'));
        return 'hard';
      },
    ],
  ];

  test.each(spellings)('%s, whichever of the two is known first', async (_title, spell) => {
    write('input.csv');
    mkdirSync(at('folder'));
    const output = at(spell('input.csv'));
    for (const keepsFirst of [true, false]) {
      guard = createOutputGuard(cwd);
      if (keepsFirst) guard.keep(at('input.csv'), READ);
      guard.write(output, '--out x');
      if (!keepsFirst) {
        await guard.check();
        guard.keep(at('input.csv'), READ);
      }
      const expected = refusal('CQ916', '--out x would overwrite input.csv, which this run reads');
      await expect(guard.check()).rejects.toEqual(expected);
      // A report about the refusal is not written either.
      await expect(guard.check()).rejects.toEqual(expected);
    }
  });

  test('also one that does not exist yet, as a state before the first apply', async () => {
    guard.keep(at('state.json'), 'belongs to the state');
    guard.write(at('./x/../state.json'), '--out x');
    await expect(guard.check()).rejects.toEqual(refusal('CQ916', 'belongs to the state'));
  });

  test('and through a link that leads to nothing', async () => {
    symlinkSync(at('state.json'), at('link'));
    guard.keep(at('state.json'), 'belongs to the state');
    guard.write(at('link'), '--out x');
    await expect(guard.check()).rejects.toEqual(refusal('CQ916', 'belongs to the state'));
  });
});

describe('two outputs', () => {
  test('to one file are refused, also by another spelling, and where it does not exist', async () => {
    guard.write(at('a.json'), '--output json=a.json');
    guard.write(at('b/../a.json'), '--out b/../a.json');
    await expect(guard.check()).rejects.toEqual(
      refusal('CQ917', '--output json=a.json and --out b/../a.json are one file: a.json'),
    );
  });

  test('to two files are not, and one that is declared twice is one', async () => {
    guard.write(at('a.json'), '--out {env}.json', 'north');
    guard.write(at('a.json'), '--out {env}.json', 'north');
    guard.write(at('b.json'), '--out {env}.json', 'south');
    await guard.check();
    // Once it is written it is still the same output.
    write('a.json');
    await guard.check();
  });

  test('to a device are not refused', async () => {
    guard.write('/dev/null', '--output json=/dev/null');
    guard.write('/dev/null', '--output markdown=/dev/null');
    await guard.check();
  });
});

describe('YAML', () => {
  test.each(['queues.yaml', 'queues.YML'])('%s that somebody wrote is kept', async (name) => {
    write(name, 'queues: {}\n');
    guard.write(at(name), '--out x');
    await expect(guard.check()).rejects.toEqual(refusal('CQ916', 'a YAML file that cqctl did not write'));
  });

  test.each([
    ['what cqctl wrote', '{ "format_version": "1.0", "changes": [] }'],
    ['events of an apply', '{"format_version":"1.0","type":"version"}\n{"type":"summary"}\n'],
    ['an empty file', '\n'],
  ])('%s may be written again', async (_title, text) => {
    write('plan.yaml', text);
    guard.write(at('plan.yaml'), '--out x');
    await guard.check();
  });

  test('a link to it is no way around', async () => {
    write('queues.yaml', 'queues: {}\n');
    symlinkSync(at('queues.yaml'), at('out.json'));
    guard.write(at('out.json'), '--out x');
    await expect(guard.check()).rejects.toEqual(refusal('CQ916', 'a YAML file that cqctl did not write'));
  });
});

test('nothing is written beside the state, but for the data of a PBX', async () => {
  mkdirSync(at('.cqctl'));
  guard.writeData(at('.cqctl/pbx.mdb'), '--data x');
  await guard.check();
  guard.write(at('.cqctl/state.north.json'), '--out x');
  await expect(guard.check()).rejects.toEqual(refusal('CQ916', 'where cqctl keeps its state and data'));
});

test('names in messages are inert', async () => {
  write('a\u001b[2J.yaml', 'queues: {}\n');
  guard.write(at('a\u001b[2J.yaml'), '--out a\u001b[2J.yaml');
  await expect(guard.check()).rejects.toEqual(refusal('CQ916', '--out a\\x1b[2J.yaml'));
});

test('both refusals are explained', () => {
  expect(Object.keys(CODES)).toEqual(expect.arrayContaining(['CQ916', 'CQ917']));
});
