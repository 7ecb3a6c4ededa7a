/** Every project under `test/fixtures/config` has exactly the diagnostics that its expected.json lists. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintCodes } from '../../../src/codes/lint.ts';
import { referenceCodes } from '../../../src/codes/reference.ts';
import { schemaCodes } from '../../../src/codes/schema.ts';
import { yamlCodes } from '../../../src/codes/yaml.ts';
import { loadProject } from '../../../src/config/load.ts';

interface Expected {
  severity: string;
  code: string;
  file?: string;
  line?: number;
  column?: number;
  end_line?: number;
  end_column?: number;
  /** Where it is what the project is there for. */
  hint?: string;
}

const root = resolve(import.meta.dirname, '../../fixtures/config');
const names = readdirSync(root).sort();

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function expectedOf(name: string): Expected[] {
  return readJson(join(root, name, 'expected.json')) as Expected[];
}

describe('each project has the diagnostics that it is there for', () => {
  test.each(names)('%s', async (name) => {
    const cwd = join(root, name);
    const options = (readJson(join(cwd, 'options.json')) ?? {}) as object;
    const { value, diagnostics } = await loadProject({
      path: '.',
      cwd,
      variables: {},
      processEnv: {},
      strict: false,
      ...options,
    });
    const expected = expectedOf(name);
    const seen = diagnostics.map(({ severity, code, source, hint }, index) => ({
      severity,
      code,
      ...source,
      ...(expected[index]?.hint === undefined ? {} : { hint }),
    }));
    expect(seen).toEqual(expected);
    expect(value === undefined).toBe(seen.some(({ severity }) => severity === 'error'));
    expect(name.includes('-good-')).toBe(seen.length === 0);
    for (const { summary, hint, snippet, source } of diagnostics) {
      expect(`${summary}${hint ?? ''}`).not.toMatch(/undefined|\[object|NaN|hunter2|\n/);
      expect(snippet?.text ?? '').not.toContain('hunter2');
      if (snippet === undefined) continue;
      expect(snippet.start + snippet.length).toBeLessThanOrEqual(
        Math.max(snippet.text.length, snippet.start + 1),
      );
      expect(source?.column).toBeGreaterThan(0);
    }
  });
});

/** Too large to be kept; `hostile.test.ts` makes them. */
const MADE_ELSEWHERE = ['CQ102', 'CQ118'];

test('every code of the config has a project that shows it', () => {
  const shown = new Set(names.flatMap((name) => expectedOf(name).map(({ code }) => code)));
  const codes = Object.keys({ ...yamlCodes, ...schemaCodes, ...lintCodes, ...referenceCodes });
  expect(codes.filter((code) => !shown.has(code))).toEqual(MADE_ELSEWHERE);
  expect([...shown].filter((code) => !codes.includes(code))).toEqual([]);
  expect(names.filter((name) => !name.includes('-good-')).length).toBeGreaterThanOrEqual(45);
});
