/** The state's own commands. Those that write take the lock, as apply does. */

import { resolve } from 'node:path';
import { parseAddress } from '../../kinds/address.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Address } from '../../model/address.ts';
import { EnvironmentError, GateError, StateError, UsageError } from '../../model/errors.ts';
import { inertJson } from '../../model/inert-text.ts';
import type { StateDocument } from '../../model/state.ts';
import { jsonText } from '../../report/json-text.ts';
import { printable } from '../../report/sanitize.ts';
import type { PrintedEntries } from '../../report/schemas/operations.ts';
import { renderStateEntry, renderStateList, sortedEntries } from '../../report/state-text.ts';
import { findMoveFault, moveResource, movesOf, serializeDocument } from '../../state/document.ts';
import { DAMAGED, parseDocument } from '../../state/parse-document.ts';
import type { StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { readText } from '../output/files.ts';
import { openProject } from '../project/open-project.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { suggest } from '../suggestion.ts';
import { openStore } from './backends.ts';
import { underStateLock } from './state-lock.ts';

async function openProjectStore(invocation: Invocation): Promise<StateStore> {
  return openStore(invocation, (await openProject(invocation, { isOffline: true })).project);
}

/** Reads, changes and writes the state under its lock. */
async function changeState(
  invocation: Invocation,
  operation: string,
  change: (document: StateDocument) => StateDocument,
): Promise<void> {
  const store = await openProjectStore(invocation);
  await underStateLock(invocation, store, operation, async () => {
    const document = await store.read();
    if (document === null) throw nothingThere();
    const changed = change(document);
    await store.write({ ...changed, serial: document.serial + 1 });
  });
}

function nothingThere(): EnvironmentError {
  return new EnvironmentError('there is no state yet', { code: 'CQ906', hint: 'cqctl apply makes one' });
}

function findEntry(document: StateDocument, text: string): Address {
  if (Object.hasOwn(document.resources, text)) return text as Address;
  const known = Object.keys(document.resources);
  throw new EnvironmentError(`the state has no ${text}`, {
    code: 'CQ906',
    ...suggest(text, known),
  });
}

function entriesJson(entries: ReturnType<typeof sortedEntries>): string {
  return jsonText<PrintedEntries>({ format_version: '1.0', resources: Object.fromEntries(entries) });
}

export async function runStateList(invocation: Invocation<'text' | 'json'>): Promise<ExitCode> {
  const entries = sortedEntries(await (await openProjectStore(invocation)).read());
  await emit(invocation, {
    text: (style) => renderStateList(entries, style),
    json: () => entriesJson(entries),
  });
  return EXIT.done;
}

export async function runStateShow(invocation: Invocation<'text' | 'json'>, text: string): Promise<ExitCode> {
  const document = await (await openProjectStore(invocation)).read();
  if (document === null) throw nothingThere();
  const address = findEntry(document, text);
  const entries = sortedEntries(document).filter(([name]) => name === address);
  await emit(invocation, {
    text: (style) => entries.map((entry) => renderStateEntry(entry, style)).join(''),
    json: () => entriesJson(entries),
  });
  return EXIT.done;
}

export async function runStateRm(invocation: Invocation, texts: readonly string[]): Promise<ExitCode> {
  const removed: string[] = [];
  await changeState(invocation, 'state rm', (document) => {
    const resources = { ...document.resources };
    for (const text of texts) {
      const address = findEntry(document, text);
      delete resources[address];
      removed.push(address);
    }
    return { ...document, resources };
  });
  invocation.output.out(removed.map((address) => `forgot ${address}; it stays on the PBX\n`).join(''));
  return EXIT.done;
}

export async function runStateMv(
  invocation: Invocation,
  fromText: string,
  toText: string,
): Promise<ExitCode> {
  const [from, to] = [parseAddress(fromText), parseAddress(toText)];
  if (from === undefined || to === undefined) {
    throw new UsageError(`${from === undefined ? fromText : toText} is no address`, {
      hint: 'an address is a kind and a key, as queue.support',
    });
  }
  if (from.kind !== to.kind) {
    throw new UsageError(`${kindOf(from.kind).withArticle} cannot become ${kindOf(to.kind).withArticle}`);
  }
  let moved: (readonly [Address, Address])[] = [];
  await changeState(invocation, 'state mv', (document) => {
    const entry = findEntry(document, fromText);
    const target = toText as Address;
    moved = movesOf(document, entry, target);
    const fault = findMoveFault(document, entry, target);
    if (fault === undefined) return moveResource(document, entry, target);
    const taken = moved.find(([old, now]) => old !== now && Object.hasOwn(document.resources, now));
    throw new EnvironmentError(fault, {
      code: 'CQ906',
      ...(taken === undefined ? {} : { hint: `cqctl state rm ${taken[1]} makes room` }),
    });
  });
  invocation.output.out(moved.map(([old, now]) => `${old} is now ${now}\n`).join(''));
  return EXIT.done;
}

export async function runStatePull(invocation: Invocation<'text' | 'json'>): Promise<ExitCode> {
  const document = await (await openProjectStore(invocation)).read();
  if (document === null) throw nothingThere();
  const text = inertJson(serializeDocument(document));
  await emit(invocation, { text: () => text, json: () => text });
  return EXIT.done;
}

async function readInput(invocation: Invocation, file: string): Promise<string> {
  const { host } = invocation;
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of host.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  return readText(resolve(host.cwd, file));
}

/** Without --force only a later state of the same lineage is taken. */
export async function runStatePush(
  invocation: Invocation,
  file: string,
  options: { force?: boolean },
): Promise<ExitCode> {
  const pushed = parseDocument(await readInput(invocation, file), file);
  const store = await openProjectStore(invocation);
  await underStateLock(invocation, store, 'state push', async () => {
    const current = await readCurrent(store, options.force === true);
    if (current !== null && options.force !== true) demandLater(pushed, current, file);
    // Taken as a new writing of the stored state, so that the serial still only grows.
    const serial = Math.max(pushed.serial, (current?.serial ?? 0) + 1);
    const lineage = current?.lineage ?? pushed.lineage;
    await store.write({ ...pushed, serial, lineage });
    invocation.output.out(
      `state written: ${Object.keys(pushed.resources).length} entries, serial ${serial}\n`,
    );
  });
  return EXIT.done;
}

function demandLater(pushed: StateDocument, current: StateDocument, file: string): void {
  const fault =
    current.lineage !== pushed.lineage
      ? `${file} is the state of something else: its lineage is another`
      : pushed.serial < current.serial
        ? `${file} is older than the state: serial ${pushed.serial}, not ${current.serial}`
        : undefined;
  if (fault === undefined) return;
  throw new GateError(fault, {
    code: 'CQ909',
    hint: 'give --force when it is to replace the state all the same',
  });
}

/** What is damaged can be replaced, when that is asked for. */
async function readCurrent(store: StateStore, force: boolean): Promise<StateDocument | null> {
  try {
    return await store.read();
  } catch (error) {
    if (force && error instanceof StateError && error.code === DAMAGED) return null;
    throw error;
  }
}

export async function runStateUnlock(invocation: Invocation, id: string | undefined): Promise<ExitCode> {
  const holder = await (await openProjectStore(invocation)).forceUnlock(id);
  invocation.output.out(
    holder === null
      ? 'the state is not locked\n'
      : `unlocked; it was held by ${printable(holder.who)} for ${printable(holder.operation)} since ${printable(holder.since)}\n`,
  );
  return EXIT.done;
}
