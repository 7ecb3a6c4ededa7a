/**
 * The saved plan: the plan as it was shown, and what it was made from.
 *
 * It holds nothing that apply would need to carry it out: apply reads everything again, plans with the same options,
 * and goes on only when that gives the same plan. What the file remembers serves to say what moved when it does not.
 * The sum is over all of it, so that a file that was edited or cut is refused before anything is shown of it; it is no
 * signature, and need not be one, because nothing is done that planning again does not give.
 */

import type { Address } from '../model/address.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { canonicalJson, isObject } from '../model/json.ts';
import { type Change, PLAN_FORMAT_VERSION, type Plan, type PlannedWork } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import { hashPlan, hashState, sha256 } from './hash.ts';
import { isPlan, isPlanOptions, isStateFacts, isTextMap } from './plan-shape.ts';
import type { PlanOptions } from './planner.ts';

export interface PlanFile {
  plan: Plan;
  options: PlanOptions;
  configHash: string;
  state: { lineage: string; serial: number; hash: string } | null;
  fingerprints: { [address: Address]: string };
}

export function encodePlanFile(made: Omit<PlanFile, 'state'> & { state: StateDocument | null }): string {
  const { plan, options, configHash, fingerprints, state } = made;
  const stateFacts =
    state === null ? null : { lineage: state.lineage, serial: state.serial, hash: hashState(state) };
  const madeFrom = { config: configHash, state: stateFacts, options, fingerprints };
  // As it will be read: what is undefined is not in the file.
  const whole = JSON.parse(JSON.stringify({ plan, made_from: madeFrom })) as object;
  const file = { format_version: PLAN_FORMAT_VERSION, sum: sumOf(whole), ...whole };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** `file` is what to call it in messages. */
export function decodePlanFile(text: string, file: string): Checked<PlanFile> {
  const refuse = (summary: string, hint = 'make a new one: cqctl plan --out FILE'): Checked<PlanFile> => ({
    diagnostics: [{ code: 'CQ411', severity: 'error', summary, hint, source: { file, line: 1, column: 1 } }],
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(`${file} is not a plan file: it is not JSON`);
  }
  const version = isObject(json) ? json['format_version'] : undefined;
  if (!isObject(json) || typeof version !== 'string') return refuse(`${file} is not a plan file`);
  if (version.split('.')[0] !== PLAN_FORMAT_VERSION.split('.')[0]) {
    return refuse(
      `${file} has the plan format ${version}, which this cqctl does not know`,
      'use the cqctl that wrote it, or plan again',
    );
  }
  const { plan, made_from: madeFrom } = json as { plan?: unknown; made_from?: unknown };
  if (!isPlan(plan) || !isObject(madeFrom)) return refuse(`${file} is not a whole plan file`);
  const { config, state, options, fingerprints } = madeFrom as { [name: string]: unknown };
  const isWhole =
    typeof config === 'string' && isStateFacts(state) && isPlanOptions(options) && isTextMap(fingerprints);
  if (!isWhole) return refuse(`${file} is not a whole plan file`);
  if (hashPlan(plan) !== plan.hash || sumOf({ plan, made_from: madeFrom }) !== json['sum']) {
    return refuse(`${file} was changed after it was written`);
  }
  return { value: { plan, options, configHash: config, state, fingerprints }, diagnostics: [] };
}

function sumOf(whole: object): string {
  return sha256(canonicalJson(whole));
}

export interface PresentFacts {
  configHash: string;
  state: StateDocument | null;
  work: PlannedWork;
}

/** What moved since the plan was made, most telling first; empty when it may be applied. */
export function describeStaleness(saved: PlanFile, now: PresentFacts): Diagnostic[] {
  const moved: Diagnostic[] = [];
  const say = (summary: string, address?: Address): void => {
    const hint = 'plan again, review, and apply that';
    const about = address === undefined ? {} : { address };
    moved.push({ code: 'CQ410', severity: 'error', summary, hint, ...about });
  };
  const { plan } = now.work;
  if (saved.plan.target !== plan.target) {
    say(`the plan was made for ${saved.plan.target}, and this is ${plan.target}`);
  }
  if (saved.configHash !== now.configHash) say('the config changed');
  const stateMoved = describeState(saved.state, now.state);
  if (stateMoved !== undefined) say(stateMoved);
  // With another config or state, other objects are touched, which says nothing of the PBX.
  const isOnlyLive = moved.length === 0;
  const [before, after] = [changesOf(saved.plan), changesOf(plan)];
  const addresses = new Set([...Object.keys(saved.fingerprints), ...Object.keys(now.work.fingerprints)]);
  for (const address of addresses as Set<Address>) {
    const [old, present] = [saved.fingerprints[address], now.work.fingerprints[address]];
    if (old === present || ((old === undefined || present === undefined) && !isOnlyLive)) continue;
    say(describeObject(address, before.get(address), after.get(address)), address);
  }
  if (moved.length === 0 && saved.plan.hash !== plan.hash) say(describeOther(before, after));
  return moved;
}

function changesOf({ changes }: Plan): Map<Address, Change> {
  return new Map(changes.map((change) => [change.address, change]));
}

function describeState(saved: PlanFile['state'], now: StateDocument | null): string | undefined {
  if (saved === null) return now === null ? undefined : 'there was no state yet, and now there is';
  if (now === null || saved.lineage !== now.lineage) {
    return 'the state is not the one that the plan was made with';
  }
  if (saved.serial !== now.serial) {
    return `the state changed: it had the serial ${saved.serial}, now ${now.serial}`;
  }
  return saved.hash === hashState(now) ? undefined : 'the state was edited';
}

/** Names the fields that would now be planned otherwise, where that tells what moved. */
function describeObject(address: Address, before: Change | undefined, after: Change | undefined): string {
  if (after === undefined) return `${address} changed on the PBX: there is nothing left to ${before?.action}`;
  if (after.action === 'create') return `${address} is not on the PBX any more`;
  if (before === undefined || before.action === 'create')
    return `${address} changed on the PBX${fieldNames([], after.fields)}`;
  return `${address} changed on the PBX${fieldNames(before.fields, after.fields)}`;
}

function fieldNames(before: Change['fields'], after: Change['fields']): string {
  const valuesOf = (fields: Change['fields']): Map<string, string> =>
    new Map(fields.map((field) => [field.path, canonicalJson(field.before)]));
  const [old, present] = [valuesOf(before), valuesOf(after)];
  const names = [...new Set([...old.keys(), ...present.keys()])].filter(
    (name) => old.get(name) !== present.get(name),
  );
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

/** Objects that were not touched before, and are now, or that are gone: there is no fingerprint of what is not there. */
function describeOther(before: ReadonlyMap<Address, Change>, after: ReadonlyMap<Address, Change>): string {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (address) => before.get(address)?.action !== after.get(address)?.action,
  );
  const which = names.length === 0 || names.length > 5 ? '' : `, for ${names.join(', ')}`;
  return `the PBX changed: the plan would be another one${which}`;
}
