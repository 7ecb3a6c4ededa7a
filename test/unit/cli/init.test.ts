import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runMain } from './fake-host.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('init', () => {
  test('writes a project and names its files', async () => {
    const { exitCode, stdout } = await runMain(['init', 'calls'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toContain('calls/cqctl.yaml');
    expect(readFileSync(join(cwd, 'calls/cqctl.yaml'), 'utf8')).toContain('version: 1');
  });

  test('never overwrites a project', async () => {
    writeFileSync(join(cwd, 'cqctl.yaml'), 'mine');
    const { exitCode, stderr, stdout } = await runMain(['init'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('nothing was written');
    expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toBe('mine');
  });

  test('keeps other files that are there', async () => {
    writeFileSync(join(cwd, '.gitignore'), 'node_modules/\n');
    const { exitCode, stderr, stdout } = await runMain(['init'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).not.toContain('.gitignore');
    expect(stderr).toContain('kept .gitignore');
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('node_modules/\n');
  });
});
