/**
 * A campaign: every subject gets slices of the time in turn, each slice with a seed of its own. What fails is made small,
 * saved, and counted from then on, so that one fault does not hide the others.
 */

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Run } from './command.ts';

export interface Subject<T = unknown> {
  name: string;
  inputs: fc.Arbitrary<T>;
  /** Throws where cqctl does what it must not. `fc.pre` leaves an input out. Commands run in this process unless `run` says else. */
  check(input: T, run?: Run): Promise<void>;
  /** By path; what somebody needs to see the failure with their own eyes. */
  files(input: T): { readonly [path: string]: string };
}

export interface Finding {
  subject: string;
  message: string;
  /** Of the slice: with `--only SUBJECT --seed SEED` it is met again. */
  seed: number;
  /** Where its input was saved. */
  folder: string;
  times: number;
}

export interface CampaignOptions {
  seed: number;
  /** Ends by itself after that, within a slice. */
  budgetMs: number;
  sliceMs: number;
  /** Of one slice at most. */
  runsPerSlice?: number;
  /** Where inputs that fail are saved. */
  folder: string;
  /** Told of each input before it is checked. */
  watch?(files: { readonly [path: string]: string }): void;
  tell(line: string): void;
}

export interface Campaign {
  findings: Finding[];
  /** Inputs that were checked, by subject. */
  runs: { [subject: string]: number };
}

/** For one input, however busy the machine is. What goes on after that may disturb others of its subject, which ends. */
const INPUT_TIMEOUT_MS = 120_000;

class TooLate extends Error {}

export async function runCampaign(subjects: readonly Subject[], options: CampaignOptions): Promise<Campaign> {
  const until = Date.now() + options.budgetMs;
  const known = new Map<string, Finding>();
  const runs: Campaign['runs'] = Object.fromEntries(subjects.map(({ name }) => [name, 0]));
  const going = new Set(subjects);
  for (let round = 0; Date.now() < until && going.size > 0; round++) {
    for (const subject of going) {
      const leftMs = until - Date.now();
      if (leftMs <= 0) break;
      const slice = {
        ...options,
        seed: (options.seed + round) | 0,
        sliceMs: Math.min(options.sliceMs, leftMs),
      };
      const { count, isStuck } = await runSlice(subject, slice, known);
      runs[subject.name] = (runs[subject.name] ?? 0) + count;
      if (isStuck) going.delete(subject);
    }
    if (options.runsPerSlice !== undefined) break;
  }
  return { findings: [...known.values()], runs };
}

async function runSlice(
  subject: Subject,
  { seed, sliceMs, runsPerSlice, folder, watch, tell }: CampaignOptions,
  known: Map<string, Finding>,
): Promise<{ count: number; isStuck: boolean }> {
  let count = 0;
  let isStuck = false;
  let running: Promise<void> = Promise.resolve();
  // What is being made small is one failure, though others are met on the way.
  let current: string | undefined;
  let smallest: { input: unknown; message: string } | undefined;
  const property = fc.asyncProperty(subject.inputs, async (input) => {
    count++;
    watch?.(subject.files(input));
    running = withTimeout(subject.check(input));
    try {
      await running;
    } catch (error) {
      isStuck ||= error instanceof TooLate;
      if (fc.PreconditionFailure.isFailure(error)) throw error;
      const identity = `${subject.name} ${identify(error)}`;
      const finding = known.get(identity);
      if (finding !== undefined) finding.times++;
      if (finding !== undefined || (current !== undefined && current !== identity)) return;
      current = identity;
      smallest = { input, message: messageOf(error) };
      throw error;
    }
  });
  await fc.check(property, {
    seed,
    numRuns: runsPerSlice ?? 1_000_000,
    interruptAfterTimeLimit: sliceMs,
    markInterruptAsFailure: false,
    maxSkipsPerRun: 1_000_000,
  });
  // At the end of the time the last input is not waited for.
  await running.catch(() => undefined);
  if (current === undefined || smallest === undefined) return { count, isStuck };
  const { input, message } = smallest;
  const finding = { subject: subject.name, message, seed, times: 1, folder: join(folder, nameOf(current)) };
  known.set(current, finding);
  await save(finding, { 'input.json': `${JSON.stringify(input, null, 2)}\n`, ...subject.files(input) });
  tell(`${subject.name}: ${message.split('\n')[0]}\n  saved in ${finding.folder}`);
  return { count, isStuck };
}

async function withTimeout(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TooLate(`it did not end within ${INPUT_TIMEOUT_MS / 1000} seconds`)),
      INPUT_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One fault has one identity, whatever the numbers, names and places of the input that showed it. */
function identify(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/"[^"]*"|'[^']*'|\d+/g, '_').slice(0, 200);
}

function nameOf(identity: string): string {
  const [subject = ''] = identity.split(' ');
  return `${subject}-${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`;
}

async function save(
  { folder, subject, seed, message }: Finding,
  files: { readonly [path: string]: string },
): Promise<void> {
  const note = `${message}\n\nMet again with: npm run fuzz -- --only ${subject} --seed ${seed}\n`;
  for (const [path, text] of Object.entries({ 'what.txt': note, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
