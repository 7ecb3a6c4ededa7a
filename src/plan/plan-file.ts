/**
 * The saved plan: the printed plan and the hashes of its inputs.
 *
 * Apply does not execute the file. It reads everything again, plans with the same options, and continues only if the
 * new plan is equal. The saved hashes explain which input changed when it is not.
 */

import type { Address } from '../model/address.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { inertJson } from '../model/inert-text.ts';
import { isDeeperThan, isObject, type JsonObject, MAX_JSON_DEPTH } from '../model/json.ts';
import { PLAN_FORMAT_VERSION, type Plan, type PlannedWork, type Reason } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import { hashPlan, hashState, sha256 } from './hash.ts';
import type { PlanOptions } from './planner.ts';

export interface PlanFile {
  plan: Plan;
  options: PlanOptions;
  configHash: string;
  state: { lineage: string; serial: number; hash: string } | null;
  fingerprints: { [address: Address]: string };
}

/** The JSON in the file. */
export interface WrittenFile {
  format_version: string;
  digest: string;
  /** As `plan --format json` prints it, with reasons as sentences. */
  plan: JsonObject;
  /** The reasons as values, by address. */
  reasons: { [address: Address]: Reason };
  made_from: Pick<PlanFile, 'state' | 'options' | 'fingerprints'> & { config: string };
}

export function encodePlanFile(
  made: Omit<PlanFile, 'state'> & { state: StateDocument | null },
  print: (plan: Plan) => JsonObject,
): string {
  const { plan, options, configHash, fingerprints, state } = made;
  const stateFacts =
    state === null ? null : { lineage: state.lineage, serial: state.serial, hash: hashState(state) };
  const file: WrittenFile = {
    format_version: PLAN_FORMAT_VERSION,
    digest: '',
    plan: print(plan),
    reasons: reasonsOf(plan),
    made_from: { config: configHash, state: stateFacts, options, fingerprints },
  };
  const text = inertJson(`${JSON.stringify(file, null, 2)}\n`);
  return text.replace(digestLine(''), digestLine(sha256(text)));
}

const digestLine = (digest: string): string => `"digest": "${digest}"`;

function reasonsOf({ changes }: Plan): WrittenFile['reasons'] {
  const reasons: WrittenFile['reasons'] = {};
  for (const { address, reason } of changes) if (reason !== null) reasons[address] = reason;
  return reasons;
}

/** The file must match its schema. */
export function planOf({ plan, reasons }: Pick<WrittenFile, 'plan' | 'reasons'>): Plan {
  const written = plan as unknown as Plan;
  const changes = written.changes.map((change) => ({ ...change, reason: reasons[change.address] ?? null }));
  return { ...written, changes };
}

/** The digest covers the whole file; the plan's hash ties the printed changes to what apply does. */
function isAsWritten(text: string, digest: string, plan: Plan): boolean {
  const sealed = text.replace(digestLine(digest), digestLine(''));
  return sha256(sealed) === digest && hashPlan(plan) === plan.hash;
}

export interface PlanFileSource {
  /** What to call the file in messages. */
  file: string;
  /** Describes why a value does not match the schema of a plan file; undefined when it does. */
  findFault(value: unknown): string | undefined;
}

export function decodePlanFile(text: string, { file, findFault }: PlanFileSource): Checked<PlanFile> {
  const refuse = (summary: string, hint = 'make a new one: cqctl plan --out FILE'): Checked<PlanFile> => ({
    diagnostics: [{ code: 'CQ411', severity: 'error', summary, hint, source: { file, line: 1, column: 1 } }],
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(`${file} is not a plan file: it is not JSON`);
  }
  if (isDeeperThan(json, MAX_JSON_DEPTH)) {
    return refuse(`${file} has more than ${MAX_JSON_DEPTH} lists and objects within each other`);
  }
  const version = isObject(json) ? json['format_version'] : undefined;
  if (typeof version !== 'string') return refuse(`${file} is not a plan file`);
  if (version.split('.')[0] !== PLAN_FORMAT_VERSION.split('.')[0]) {
    return refuse(
      `${file} has the plan format ${version}, which this cqctl does not know`,
      'use the cqctl that wrote it, or plan again',
    );
  }
  const fault = findFault(json);
  if (fault !== undefined) return refuse(`${file} is not a whole plan file: ${fault}`);
  const written = json as unknown as WrittenFile;
  const plan = planOf(written);
  if (!isAsWritten(text, written.digest, plan)) return refuse(`${file} was changed after it was written`);
  const { config: configHash, state, options, fingerprints } = written.made_from;
  return { value: { plan, options, configHash, state, fingerprints }, diagnostics: [] };
}

/**
 * Describes the inputs that changed since the plan was made, most useful first; empty when the plan may be applied.
 */
export function describeStaleness(
  saved: PlanFile,
  now: { configHash: string; state: StateDocument | null; work: PlannedWork },
): Diagnostic[] {
  const moved: Diagnostic[] = [];
  const say = (summary: string, address?: Address): void => {
    moved.push({
      code: 'CQ410',
      severity: 'error',
      summary,
      hint: 'plan again, review, and apply that',
      ...(address === undefined ? {} : { address }),
    });
  };
  if (saved.plan.target !== now.work.plan.target) {
    say(`the plan was made for ${saved.plan.target}, and this is ${now.work.plan.target}`);
  }
  if (saved.configHash !== now.configHash) say('the config changed');
  // Another target or other files read other objects, so that different fingerprints do not mean changes on the PBX.
  const isComparable = moved.length === 0;
  describeState(saved.state, now.state, say);
  if (!isComparable) return moved;
  for (const address of new Set([
    ...Object.keys(saved.fingerprints),
    ...Object.keys(now.work.fingerprints),
  ]) as Set<Address>) {
    if (saved.fingerprints[address] === now.work.fingerprints[address]) continue;
    say(`${address} changed on the PBX${describeFields(address, saved.plan, now.work.plan)}`, address);
  }
  if (moved.length === 0 && saved.plan.hash !== now.work.plan.hash)
    say('the PBX changed: the plan would be another one');
  return moved;
}

function describeState(
  saved: PlanFile['state'],
  now: StateDocument | null,
  say: (summary: string) => void,
): void {
  if (saved === null && now === null) return;
  if (saved !== null && now !== null && saved.lineage === now.lineage) {
    if (saved.serial !== now.serial)
      say(`the state changed: it had the serial ${saved.serial}, now ${now.serial}`);
    else if (saved.hash !== hashState(now)) say('the state was edited');
    return;
  }
  say(
    saved === null
      ? 'there was no state yet, and now there is'
      : 'the state is not the one that the plan was made with',
  );
}

/** The fields that are planned differently now. */
function describeFields(address: Address, before: Plan, after: Plan): string {
  const fieldsOf = (plan: Plan) =>
    new Map(
      plan.changes
        .find((change) => change.address === address)
        ?.fields.map((field) => [field.path, JSON.stringify(field.before)]),
    );
  const [old, present] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...old.keys(), ...present.keys()])].filter(
    (name) => old.get(name) !== present.get(name),
  );
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}
