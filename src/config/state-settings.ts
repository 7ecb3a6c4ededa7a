/** Where state is kept. An environment has a state of its own, unless it says itself where that is. */

import { dirname, extname, join, resolve } from 'node:path';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { SourceMap } from '../source/source-map.ts';
import type { LocalStateSettings } from './load.ts';
import { withEnvironment } from './target.ts';

export interface StateContext {
  folder: string;
  environment?: string;
  map: SourceMap;
  /** The path is the environment's own. */
  isOwn: boolean;
}

export function readStateSettings(root: JsonObject, context: StateContext): LocalStateSettings {
  const { folder, environment, map, isOwn } = context;
  const state = root['state'];
  const written = isObject(state) ? state['path'] : undefined;
  if (!isObject(state) || typeof written !== 'string' || written === '') {
    return { backend: 'local', path: join(folder, '.cqctl', withEnvironment('state', '.json', environment)) };
  }
  const place = map.valuePlace(state, 'path');
  const path = resolve(place === undefined ? folder : dirname(place.file.path), written);
  if (isOwn) return { backend: 'local', path };
  const ending = extname(path);
  const stem = ending === '' ? path : path.slice(0, -ending.length);
  return { backend: 'local', path: withEnvironment(stem, ending, environment) };
}
