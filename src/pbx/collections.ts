/**
 * The objects of a kind: read, created, updated and destroyed alike, whatever kind it is.
 *
 * What comes with the PBX is there from the start and stays. The embedded PBX starts no software on any host: an object
 * is ONLINE while it is enabled, and one that runs on others while any of these is.
 */

import type { Kind } from '../kinds/kind.ts';
import { listedFields, OBJECT_KINDS } from '../kinds/registry.ts';
import type { JsonObject } from '../model/json.ts';
import { empty, json, jsonText } from './answer.ts';
import { readJsonObject } from './body.ts';
import type { Collection, Core, Route } from './core.ts';
import { idOf, tableOf } from './core.ts';
import { createdFields, demandFields, updatedFields } from './fields.ts';
import { removeItems } from './list-items.ts';
import { listRoute } from './list-route.ts';
import { demandFreeNumber } from './numbers.ts';
import { createTable, type TableFacts } from './object-table.ts';
import { forgetPrompts, keepPrompts, shownPrompts } from './prompts.ts';
import { invalid } from './refusal.ts';
import type { Store } from './store.ts';

export async function openCollections(store: Store): Promise<Collection[]> {
  const collections = OBJECT_KINDS.map((kind) => ({ kind, table: createTable(store, tableFacts(kind)) }));
  // Looked at first without a transaction, so that opening a file that is in use never waits for a writer.
  const isBare = ({ kind }: Collection): boolean =>
    kind.builtIn !== undefined && store.get(['revision', kind.name]) === undefined;
  if (store.read(() => collections.some(isBare))) {
    await store.write(() => {
      for (const collection of collections) if (isBare(collection)) addBuiltIn(collection);
    });
  }
  return collections;
}

function tableFacts(kind: Kind): TableFacts {
  const listed = listedFields(kind);
  const isText = (name: string): boolean => {
    const facts = kind.fields[name];
    return facts?.type === 'string' && facts.enum === undefined;
  };
  return {
    name: kind.name,
    title: kind.title,
    lineFields: ['id', ...listed],
    searchFields: listed.filter(isText),
    naturalKey: kind.naturalKey,
  };
}

function addBuiltIn({ kind, table }: Collection): void {
  const { builtIn } = kind;
  if (builtIn === undefined) return;
  table.add({ ...createdFields(kind.name, builtIn.created), [builtIn.field]: builtIn.value });
}

export function collectionRoutes(core: Core, { kind, table }: Collection): Route[] {
  const { store, updateMode, files } = core;
  const { api, builtIn, name } = kind;
  const path = `/${api.path}`;
  const { status } = api;
  const added: JsonObject = builtIn === undefined ? {} : { [builtIn.field]: builtIn.added };
  const routes: Route[] = [
    listRoute(path, core, table),
    {
      method: 'POST',
      path,
      handle: async (context) => {
        const body = await readJsonObject(context.req.raw);
        demandFields(name, body, 'create');
        const fields = { ...createdFields(name, body), ...added };
        const id = await store.write(() => {
          demandFreeNumber(core, kind, fields);
          const created = table.add({ ...fields, ...shownPrompts(kind, files, body) });
          keepPrompts(kind, store, created, body);
          return created;
        });
        return json({ id }, api.created);
      },
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: (context) => jsonText(store.read(() => table.textOrRefuse(idOf(context)))),
    },
    {
      method: 'POST',
      path: `${path}/:id`,
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => table.textOrRefuse(id));
        const body = await readJsonObject(context.req.raw);
        demandFields(name, body, 'update');
        await store.write(() => {
          const after = updatedFields(name, table.objectOrRefuse(id), body, updateMode);
          table.replace(id, { ...after, ...shownPrompts(kind, files, body) });
          keepPrompts(kind, store, id, body);
        });
        return empty(200);
      },
    },
    {
      method: 'POST',
      path: `${path}/:id/destroy`,
      handle: async (context) => {
        const id = idOf(context);
        await store.write(() => {
          if (builtIn !== undefined && table.objectOrRefuse(id)[builtIn.field] === builtIn.value) {
            throw invalid(`the ${builtIn.value} ${name} cannot be destroyed`);
          }
          table.remove(id);
          forgetPrompts(store, id);
          removeItems(store, id);
        });
        return empty(204);
      },
    },
  ];
  if (status !== undefined) {
    routes.push({
      method: 'GET',
      path: `${path}/:id/status`,
      handle: (context) => {
        const isOnline = store.read(() => {
          const object = table.objectOrRefuse(idOf(context));
          const hosts = status.runsOn === undefined ? [object] : tableOf(core, status.runsOn).all();
          return hosts.some(({ enabled }) => enabled === true);
        });
        const figures = Object.fromEntries(status.figures.map((figure) => [figure, 0]));
        return json({ ...figures, status: isOnline ? 'ONLINE' : 'OFFLINE' });
      },
    });
  }
  return routes;
}
