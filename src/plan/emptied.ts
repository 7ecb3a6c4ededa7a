/** Resources that may have been written where nothing is written now. */

import type { EmptyPlace } from '../model/desired.ts';

/** The place that held it; one of which state does not know the file may have been in any. */
export function findEmptyPlace(
  empty: readonly EmptyPlace[] | undefined,
  { kind, file }: { kind: string; file: string | undefined },
): EmptyPlace | undefined {
  return empty?.find(
    (place) =>
      (place.kind ?? kind) === kind && (place.file === undefined || (file ?? place.file) === place.file),
  );
}
