/**
 * The holder of a lock, as its file records it, and whether that process can still be alive.
 *
 * A pid alone is not enough: pids are reused, and each container counts from 1. So a holder is identified by pid and
 * start time, within a pid namespace, within one boot of one machine. A holder counts as dead only if that is certain.
 * If it cannot be known from here (another host, another container, a system without /proc on which the pid exists), it
 * counts as alive, and a person has to decide.
 */

import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { kill, pid } from 'node:process';
import type { LockHolder } from '../model/errors.ts';
import { errorCode } from '../model/file-errors.ts';
import { isObject, type JsonObject } from '../model/json.ts';

/** Null if the system does not tell. */
interface Place {
  host: string;
  /** Does not change at a reboot. */
  machine: string | null;
  boot: string | null;
  namespace: string | null;
}

export interface LocalHolder extends LockHolder, Place {
  pid: number;
  /** In ticks since the boot. */
  started: string | null;
}

/** Longer than any name of a user, host or command; bounds what a message shows. */
export const MAX_FACT = 500;

export async function describeSelf(operation: string): Promise<LocalHolder> {
  const [place, started] = await Promise.all([describePlace(), startOf(pid)]);
  return {
    id: randomUUID(),
    who: `${userName()}@${place.host} (pid ${pid})`,
    operation,
    since: new Date().toISOString(),
    ...place,
    pid,
    started,
  };
}

/** Undefined when the text is not a holder, or only half of one. */
export function parseHolder(text: string): LocalHolder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || textOf(value, 'id') === null) return undefined;
  const processId = value['pid'];
  return {
    id: textOf(value, 'id') ?? '',
    who: textOf(value, 'who') ?? 'somebody unknown',
    operation: textOf(value, 'operation') ?? 'something unknown',
    since: textOf(value, 'since') ?? 'an unknown time',
    host: textOf(value, 'host') ?? '',
    machine: textOf(value, 'machine'),
    boot: textOf(value, 'boot'),
    namespace: textOf(value, 'namespace'),
    pid: typeof processId === 'number' ? processId : 0,
    started: textOf(value, 'started'),
  };
}

function textOf(value: JsonObject, name: string): string | null {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text.slice(0, MAX_FACT) : null;
}

/** True only if the process has certainly ended. */
export async function isDead(holder: LocalHolder): Promise<boolean> {
  const here = await describePlace();
  if (holder.host !== here.host || !Number.isSafeInteger(holder.pid) || holder.pid <= 0) return false;
  if (holder.boot !== here.boot) {
    // The machine was rebooted since. Two machines may share a name, so the machine id must match as well.
    return holder.machine !== null && holder.machine === here.machine && holder.boot !== null;
  }
  if (holder.namespace !== here.namespace) return false;
  try {
    kill(holder.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return true;
  }
  const started = await startOf(holder.pid);
  return started !== null && holder.started !== null && started !== holder.started;
}

async function describePlace(): Promise<Place> {
  const [machine, boot, namespace] = await Promise.all([
    readLine('/etc/machine-id'),
    readLine('/proc/sys/kernel/random/boot_id'),
    readlink('/proc/self/ns/pid').catch(() => null),
  ]);
  return { host: hostname(), machine, boot, namespace };
}

async function readLine(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? null : text.trim();
}

async function startOf(processId: number): Promise<string | null> {
  const stat = await readLine(`/proc/${processId}/stat`);
  // The name in parentheses may contain anything, even blanks; the start time is the 20th field after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers may have a uid without a name.
    return 'somebody';
  }
}
