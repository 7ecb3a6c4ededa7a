/** The numbers of the PBX: each is one object's, of whatever kind, or that of something else. */

import type { Kind } from '../kinds/kind.ts';
import type { JsonObject } from '../model/json.ts';
import { json } from './answer.ts';
import type { Core, Route } from './core.ts';
import { idOf } from './core.ts';
import { inUse, notFound } from './refusal.ts';

/** Only within a transaction. That the number is no other object's of the kind, its table sees to. */
export function demandFreeNumber({ collections, otherNumbers }: Core, kind: Kind, fields: JsonObject): void {
  if (kind.holderType === undefined) return;
  const number = String(fields[kind.naturalKey]);
  const isTaken = collections.some(
    (other) =>
      other.kind !== kind && other.kind.holderType !== undefined && other.table.findId(number) !== undefined,
  );
  if (isTaken || otherNumbers.has(number)) {
    throw inUse(`${kind.naturalKey} ${number} is taken`, { field: kind.naturalKey });
  }
}

export function numberRoutes({ store, collections, otherNumbers }: Core): Route[] {
  return [
    {
      method: 'GET',
      path: '/extension_numbers/:number',
      handle: (context) => {
        const number = idOf(context, 'number');
        const other = otherNumbers.get(number);
        if (other !== undefined) return json({ id: null, extension_number: number, ...other });
        return store.read(() => {
          for (const { kind, table } of collections) {
            const id = kind.holderType === undefined ? undefined : table.findId(number);
            if (id === undefined || kind.holderType === undefined) continue;
            const { name = null } = table.objectOrRefuse(id);
            return json({ id, extension_number: number, name, type: kind.holderType });
          }
          throw notFound('extension number');
        });
      },
    },
  ];
}
