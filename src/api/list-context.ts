/** What the readings of lists share: a page, the bounds of a list, and the errors of one that cannot be used. */

import { ApiError, type ErrorDetails } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';

/** A page as it came; without `count` where the PBX tells none. */
export interface RawPage {
  count: number | undefined;
  items: JsonObject[];
}

export interface ReadLimits {
  /** Of one list. */
  objects: number;
  /** Of one answer; the pages of a list count as one. */
  bytes: number;
}

/** Far more than any PBX has, and less than would fill the memory of a small machine. */
export const DEFAULT_LIMITS: ReadLimits = { objects: 100_000, bytes: 256 * 1024 * 1024 };

export interface ListContext {
  maxObjects: number;
  fault: ListFaults;
  /** Before a list that did not add up is read again. */
  pause(ms: number): Promise<void>;
}

export interface ListFaults {
  /** `promised`: the totals of the pages, undefined for a page without one. */
  unsound(promised: readonly (number | undefined)[], came: number): ApiError;
  tooMany(count: number): ApiError;
  tooLarge(): ApiError;
}

export function listFaults(path: string, limits: ReadLimits): ListFaults {
  const fault = (what: string, details: ErrorDetails): ApiError =>
    new ApiError(
      `GET ${path}: ${what}`,
      { method: 'GET', path, status: 200, attempts: 1, unclear: false },
      details,
    );
  return {
    unsound: (promised, came) =>
      fault(
        `${describePromise(promised)}, but it showed ${objects(came)}, also when the list was read again`,
        {
          code: 'CQ520',
          hint: 'nothing is concluded from such a list: run again while nobody changes the PBX; if it stays so, look at what is between cqctl and the PBX',
        },
      ),
    tooMany: (count) =>
      fault(`the list has ${objects(count)}, and the limit is ${grouped(limits.objects)}`, {
        code: 'CQ521',
        hint: 'if the PBX really has so many, allow them with --max-objects',
      }),
    tooLarge: () =>
      fault(`the answer, with all its pages, is larger than ${grouped(limits.bytes)} bytes`, {
        code: 'CQ521',
        hint: 'if the PBX really has so much to tell, allow it with --max-response-bytes',
      }),
  };
}

function describePromise(promised: readonly (number | undefined)[]): string {
  const counts = promised.filter((count) => count !== undefined);
  if (counts.length === 0)
    return 'the PBX did not say how many objects the list has, and its pages do not fit together';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least === most) return `the PBX promised ${objects(least)}`;
  return `the PBX promised from ${grouped(least)} to ${objects(most)}`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');
const objects = (count: number): string => `${grouped(count)} ${count === 1 ? 'object' : 'objects'}`;
