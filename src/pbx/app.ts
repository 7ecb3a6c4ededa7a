/**
 * All routes as one web handler: a request in, an answer out, however it came. Who asks is checked before what is asked,
 * so that nobody without a token learns which objects or paths there are. What a handler throws is turned into the API's
 * error answer here; of an unexpected error the client sees only an id.
 */

import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { refused } from './answer.ts';
import { collectionRoutes } from './collections.ts';
import type { Core, Route } from './core.ts';
import { fileRoutes } from './files.ts';
import { listRoutes } from './lists.ts';
import { numberRoutes } from './numbers.ts';
import { Refusal, unauthorized } from './refusal.ts';
import type { Access } from './tokens.ts';
import { isAllowed, isGuarded, tokenRoutes } from './tokens.ts';
import { uploadRoutes } from './uploads.ts';
import { waitingRoutes } from './waiting.ts';

/** Every path of the API begins with it. */
const BASE = '/api';

export type ReportError = (error: unknown, requestId: string) => void;

export function createApp(core: Core, access: Access, reportError: ReportError): Hono {
  const routes = [
    ...core.collections.flatMap((collection) => [
      ...collectionRoutes(core, collection),
      ...listRoutes(core, collection),
      ...waitingRoutes(core, collection),
    ]),
    ...numberRoutes(core),
    ...fileRoutes(core),
    ...uploadRoutes(core),
    ...tokenRoutes(core, access),
  ];
  const guard = (authorization: string | undefined): void => {
    if (isGuarded(access) && !isAllowed(core, access, authorization)) {
      throw unauthorized('a valid bearer token is needed');
    }
  };
  const app = new Hono();
  for (const { method, path, isPublic, handle } of routes) {
    // One handler a route: hono then calls it straight, without composing middleware.
    app.on(method, BASE + path, (context) => {
      if (isPublic !== true) guard(context.req.header('authorization'));
      return handle(context);
    });
  }
  const allowed = allowedMethods(routes);
  app.notFound((context) => {
    try {
      guard(context.req.header('authorization'));
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
    const methods = allowed(context.req.path);
    return refused(methods === '' ? noSuchPath() : wrongMethod(methods));
  });
  app.onError((error) => {
    if (error instanceof Refusal) return refused(error);
    const requestId = randomUUID();
    reportError(error, requestId);
    return refused(new Refusal(500, [{ code: 'UNKNOWN', message: 'the PBX failed' }]), requestId);
  });
  return app;
}

function noSuchPath(): Refusal {
  return new Refusal(404, [{ code: 'NOT_FOUND', message: 'there is no such path' }]);
}

function wrongMethod(methods: string): Refusal {
  const errors = [{ code: 'METHOD_NOT_ALLOWED', message: `this path takes ${methods}` }];
  return new Refusal(405, errors, { allow: methods });
}

/** The methods that a path takes, for one that no route took; empty for a path that there is not. */
function allowedMethods(routes: readonly Route[]): (path: string) => string {
  const patterns = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${BASE}${path.replace(/:\w+/g, '[^/]+')}$`),
  }));
  return (path) =>
    [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].join(', ');
}
