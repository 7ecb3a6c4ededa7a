/** A map or list that is open: what the composer knows of it until it ends. */

import type { Json, JsonObject } from '../model/json.ts';
import type { Container } from './source-map.ts';

export interface Parsed {
  value: Json;
  start: number;
  end: number;
}

export interface Value extends Parsed {
  /** How many values it is, with all inside of it. */
  size: number;
  /** Nothing in it can be replaced. */
  isPlain: boolean;
}

export interface Anchor {
  value?: Value;
}

export interface Frame {
  container: Container;
  /** Of a map whose own keys are not in the order of the file. */
  names: string[] | undefined;
  /** In the row of open entries: where its own begin. */
  from: number;
  start: number;
  isFlow: boolean;
  size: number;
  isPlain: boolean;
  anchor: Anchor | undefined;
  /** Of a map: the key whose value comes next. */
  key: string | undefined;
  keyStart: number;
  keyEnd: number;
  /** The key was refused: its value is read and dropped. */
  isSkipping: boolean;
  /** The key is the first `<<`: its value is merged. */
  isMerging: boolean;
  merged: { from: JsonObject; size: number; isPlain: boolean }[] | undefined;
}

export function keyRange({ keyStart, keyEnd }: Frame): { start: number; end: number } {
  return { start: keyStart, end: keyEnd };
}

/** Before it is in the map. From the first name on that is a number they stand in an order of their own. */
export function addName(frame: Frame, container: JsonObject, name: string): void {
  if (frame.names !== undefined) frame.names.push(name);
  else if (isDigit(name.charCodeAt(0))) frame.names = [...Object.keys(container), name];
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
