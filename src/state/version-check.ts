/** Checks by lineage and serial that a document follows the last seen one; the same for every backend. */

import { StateError } from '../model/errors.ts';

/** Identifies a version of a document. */
export interface Version {
  lineage: string;
  serial: number;
}

export class VersionCheck {
  readonly #name: string;
  /** Null: there was no document; undefined: not read yet. */
  last: Version | null | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  noteSeen(document: Version | null): void {
    this.last = document === null ? null : { lineage: document.lineage, serial: document.serial };
  }

  /** `stored` is the current document. Throws unless it is the last seen one and `document` follows it. */
  assertNext(document: Version, stored: Version | null): void {
    const seen = this.last;
    this.noteSeen(stored);
    const isOther = seen !== undefined && stored !== null && !isSame(seen, stored);
    if (isOther)
      throw describeStale(this.#name, `it has serial ${stored.serial} of lineage ${stored.lineage}`);
    if (stored === null) return;
    if (stored.lineage !== document.lineage) {
      throw describeStale(this.#name, `it has the lineage ${stored.lineage}`);
    }
    if (stored.serial >= document.serial) {
      const what = `it has serial ${stored.serial}, and ${document.serial} does not follow that`;
      throw describeStale(this.#name, what);
    }
  }
}

function isSame(a: Version | null, b: Version): boolean {
  return a !== null && a.lineage === b.lineage && a.serial === b.serial;
}

export function describeStale(name: string, found: string): StateError {
  return new StateError(`the state in ${name} is not the one that this run read: ${found}`, {
    code: 'CQ603',
    hint: 'nothing was overwritten; run the command again',
  });
}
