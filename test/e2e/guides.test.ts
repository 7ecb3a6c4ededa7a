/** The documentation tells the truth: every command in it is run, every file in it is used, and prints what is shown. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseDocument } from 'yaml';
import { isAsShown, type RunStep, readGuide, type Step, type WriteStep } from '../support/guide.ts';
import { PAGES } from '../support/pages.ts';
import { BIN, ROOT } from '../support/run-cli.ts';
import { Terminal } from '../support/terminal.ts';

/** Where the embedded PBX listens in the guides; here it is a port that is free. */
const PORT = /\b8887\b/g;
const NOTICE = /^using the embedded PBX \(.*\)\n/gm;

/** As installed, but that it says yes where a reader is asked, and listens where nobody else does. */
const commandFor = (port: number): string => `#!/bin/sh
case " $* " in
  *" apply "* | *" destroy "*) set -- "$@" --auto-approve ;;
  *" serve "*) set -- "$@" --port ${port} ;;
esac
exec "${process.execPath}" "${BIN}" "$@"
`;

const steps = new Map<string, Step[]>(PAGES.map((page) => [page, readPage(page)]));

function readPage(page: string): Step[] {
  try {
    return readGuide(readFileSync(join(ROOT, page), 'utf8'));
  } catch (error) {
    throw new Error(`${page}: ${(error as Error).message}`);
  }
}

const isDone = (step: Step): step is WriteStep | RunStep => step.type !== 'skip';

describe.each(PAGES.filter((page) => steps.get(page)?.some(isDone)))('%s', (page) => {
  test('does what it says', { timeout: 180_000 }, () => follow(page, (steps.get(page) ?? []).filter(isDone)));
});

test('what cannot be run here is known', () => {
  const skipped = PAGES.flatMap((page) =>
    (steps.get(page) ?? []).flatMap((step) =>
      step.type === 'skip' ? [`${page}: ${step.language}: ${step.reason}`] : [],
    ),
  );
  expect(skipped).toMatchInlineSnapshot(`
    [
      "CONTRIBUTING.md: sh: what runs this test",
      "README.md: sh: installs; npm test and .ci/run run both",
      "docs/ci.md: yaml: a step of GitHub Actions",
      "docs/ci.md: yaml: for pre-commit",
      "docs/first-project.md: sh: installs on your machine",
    ]
  `);
});

test('the picture is what plan prints; else run npm run gen', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/picture.js'), '--check'], { stdio: 'pipe' });
});

async function follow(page: string, todo: readonly (WriteStep | RunStep)[]): Promise<void> {
  const top = await mkdtemp(join(tmpdir(), 'cqctl-guide-'));
  const cwd = join(top, 'project');
  const bin = join(top, 'bin');
  const port = await freePort();
  const here = (text: string) => text.replaceAll(PORT, String(port));
  await mkdir(cwd);
  await mkdir(bin);
  await writeFile(join(bin, 'cqctl'), commandFor(port), { mode: 0o755 });
  if (page.startsWith('examples/')) {
    await cp(join(ROOT, dirname(page)), cwd, {
      recursive: true,
      filter: (path) => !path.endsWith('.cqctl'),
    });
  }
  const terminals = new Map<string | null, Terminal>();
  // Also after a time-out, so that nothing goes on to serve.
  onTestFinished(async () => {
    for (const open of terminals.values()) await open.close();
    await rm(top, { recursive: true, force: true });
  });
  const terminal = (name: string | null): Terminal => {
    const known =
      terminals.get(name) ?? new Terminal(cwd, { PATH: `${bin}:${process.env['PATH']}`, HOME: top, ROOT });
    terminals.set(name, known);
    return known;
  };

  async function run(step: RunStep): Promise<void> {
    const where = `${page}:${step.line}: ${step.command}`;
    const shown = step.output === null ? null : here(step.output);
    if (step.terminal !== null) {
      terminal(step.terminal).start(here(step.command));
      const printed = await terminal(step.terminal).lines(shown?.split('\n').length ?? 0);
      expect(printed.trimEnd(), where).toBe(shown ?? '');
      return;
    }
    const { code, output } = await terminal(null).run(here(step.command));
    expect(code, `${where}\n${output}`).toBe(step.exitCode);
    const printed = output.replaceAll(NOTICE, '');
    if (shown !== null && !isAsShown(shown, printed)) expect(printed, where).toBe(shown);
  }

  async function write(step: WriteStep): Promise<void> {
    const path = join(cwd, step.path);
    await mkdir(dirname(path), { recursive: true });
    const text = here(step.text);
    await writeFile(path, step.merges ? merged(await readFile(path, 'utf8'), text) : text);
  }

  for (const [index, step] of todo.entries()) {
    if (step.type === 'run') {
      await run(step);
      continue;
    }
    await write(step);
    if (todo[index + 1]?.type === 'run') continue;
    const command = checkOf(step.path);
    await run({ type: 'run', command, exitCode: 0, output: null, terminal: null, line: step.line });
  }
}

/** For a file that no command of the page reads. */
function checkOf(path: string): string {
  return path.endsWith('.scenario.yaml') ? `cqctl simulate ${path}` : 'cqctl validate';
}

function merged(text: string, more: string): string {
  const document = parseDocument(text);
  const added = parseDocument(more).contents;
  if (added === null || !('items' in added)) throw new Error(`not a map:\n${more}`);
  for (const { key, value } of added.items as { key: { value: string }; value: unknown }[]) {
    document.set(key.value, value);
  }
  return String(document);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
