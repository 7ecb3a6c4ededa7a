/** Finds the emptied file or section that a resource may have been written in. */

import type { EmptyPlace } from '../model/desired.ts';

/** A resource whose file the state does not record may have been in any of them. */
export function findEmptyPlace(
  empty: readonly EmptyPlace[] | undefined,
  { kind, file }: { kind: string; file: string | undefined },
): EmptyPlace | undefined {
  return empty?.find(
    (place) =>
      (place.kind ?? kind) === kind && (place.file === undefined || (file ?? place.file) === place.file),
  );
}
