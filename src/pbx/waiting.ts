/** Who waits in an object of a kind that has callers; without live calls nobody does. */

import { empty, json } from './answer.ts';
import type { Collection, Core, Route } from './core.ts';
import { idOf } from './core.ts';
import { notFound } from './refusal.ts';

export function waitingRoutes({ store, live }: Core, { kind, table }: Collection): Route[] {
  if (!kind.hasCallers) return [];
  const path = `/${kind.api.path}/:id/waiting`;
  return [
    {
      method: 'GET',
      path,
      handle: (context) => {
        const id = idOf(context);
        store.read(() => table.textOrRefuse(id));
        return json({ items: live?.waiting(id) ?? [] });
      },
    },
    {
      method: 'POST',
      path: `${path}/:session_id/pickup`,
      handle: (context) => {
        const id = idOf(context);
        store.read(() => table.textOrRefuse(id));
        if (live?.pickUp(id, idOf(context, 'session_id')) !== true) throw notFound('waiting call');
        return empty(200);
      },
    },
  ];
}
