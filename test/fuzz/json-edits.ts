/** Small damages of a JSON value, as values: so that a failure shrinks to the few that matter. */

import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';

export type JsonEdit =
  | { do: 'drop'; at: number }
  | { do: 'set'; at: number; value: Json }
  | { do: 'double'; at: number }
  | { do: 'rename'; at: number; name: string }
  | { do: 'add'; at: number; name: string; value: Json }
  | { do: 'exchange'; at: number; with: number };

const ODD_NAMES = [
  '',
  '__proto__',
  'constructor',
  'queue.a',
  'agents.zz',
  'x'.repeat(300),
  '\u202e',
  'a.b',
  'id',
];
const ODD_VALUES: readonly Json[] = [
  ...[null, true, false, 0, -1, 0.5, 1e9, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', '0', '8000', '8001', 'x'],
  ...[
    '\0',
    '\u202e',
    '\ud800',
    '##vso[task.complete]',
    '::error::x',
    '\u001b[2J',
    'x'.repeat(70_000),
    '../../x',
  ],
  ...[[], {}, [null], [[]], { id: null }, ['2001'], [{ extension_number: 2001 }], { errors: [{ code: 1 }] }],
];

const name = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ maxLength: 8 }));
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json> },
);
const at = fc.nat(400);

const jsonEdit: fc.Arbitrary<JsonEdit> = fc.oneof(
  fc.record({ do: fc.constant('drop' as const), at }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), at, value }) },
  fc.record({ do: fc.constant('double' as const), at }),
  fc.record({ do: fc.constant('rename' as const), at, name }),
  fc.record({ do: fc.constant('add' as const), at, name, value }),
  fc.record({ do: fc.constant('exchange' as const), at, with: at }),
);

export const jsonEdits: fc.Arbitrary<JsonEdit[]> = fc.array(jsonEdit, { minLength: 1, maxLength: 4 });

/** A member of an object or a list; the root is a member of a list of one. */
interface Slot {
  holder: Json[] | { [name: string]: Json };
  name: string | number;
}

/** A value of its own: what was given stays as it is. */
export function editJson(json: Json, edits: readonly JsonEdit[]): Json {
  const root: Json[] = [structuredClone(json)];
  for (const edit of edits) editOnce(slotsOf(root), edit);
  return root[0] ?? null;
}

function editOnce(slots: readonly Slot[], edit: JsonEdit): void {
  const slot = slots[edit.at % slots.length] as Slot;
  const { holder, name: key } = slot;
  const own = getSlot(slot);
  switch (edit.do) {
    case 'set':
      setSlot(slot, structuredClone(edit.value));
      return;
    case 'drop':
      if (Array.isArray(holder)) holder.splice(key as number, 1);
      else delete holder[key];
      return;
    case 'double':
      if (Array.isArray(holder)) holder.push(structuredClone(own));
      else setSlot({ holder, name: `${key}-2` }, structuredClone(own));
      return;
    case 'rename':
      if (Array.isArray(holder)) return;
      delete holder[key];
      setSlot({ holder, name: edit.name }, own);
      return;
    case 'add':
      if (typeof own !== 'object' || own === null) return;
      if (Array.isArray(own)) own.push(structuredClone(edit.value));
      else setSlot({ holder: own, name: edit.name }, structuredClone(edit.value));
      return;
    case 'exchange': {
      const other = slots[edit.with % slots.length] as Slot;
      const value = structuredClone(getSlot(other));
      setSlot(other, structuredClone(own));
      setSlot(slot, value);
      return;
    }
  }
}

function getSlot({ holder, name: key }: Slot): Json {
  return (holder as { [name: string | number]: Json })[key] ?? null;
}

function setSlot({ holder, name: key }: Slot, own: Json): void {
  // As JSON.parse would: a member of this name is one, whatever it is called.
  Object.defineProperty(holder, key, { value: own, enumerable: true, configurable: true, writable: true });
}

function slotsOf(root: Json[]): Slot[] {
  const slots: Slot[] = [{ holder: root, name: 0 }];
  for (const slot of slots) {
    const own = getSlot(slot);
    if (typeof own !== 'object' || own === null) continue;
    const names = Array.isArray(own) ? [...own.keys()] : Object.keys(own);
    for (const key of names) slots.push({ holder: own, name: key });
  }
  return slots;
}
