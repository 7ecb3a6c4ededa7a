/** State on a server whose answers are damaged: told as such, and nothing is destroyed for what they say. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../../src/model/json.ts';
import { type StateServer, startStateServer } from '../../support/state-server.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { inFolder } from '../folders.ts';
import { editJson, type JsonEdit, jsonEdits } from '../json-edits.ts';
import { CHANGED, makeTemplate, PROJECT, queueNumbers, STATE_FILE } from '../template.ts';
import { editText, type TextEdit, textEdits } from '../text-edits.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['plan'],
  ['plan', '--format', 'json'],
  ['apply', '--auto-approve'],
  ['apply', '--auto-approve', '--format', 'json'],
  ['drift'],
  ['status'],
  ['state', 'list'],
  ['state', 'pull'],
  ['state', 'rm', 'queue.b'],
  ['state', 'unlock', 'x'],
];
const STATUSES = [200, 201, 204, 301, 400, 401, 403, 404, 405, 409, 412, 423, 429, 500, 502, 503, 507];
const BODIES = [
  '',
  '{}',
  'null',
  '[]',
  '"x"',
  '{"ID":"\u001b[31m"}',
  '{"ID":1}',
  '<html>',
  '['.repeat(100_000),
  '\0',
];

type Damage = { at: number } & (
  | { how: 'answer'; status: number; body: string }
  | { how: 'json'; edits: JsonEdit[] }
  | { how: 'text'; edits: TextEdit[] }
  | { how: 'cut' }
);

const at = fc.nat(8);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constant('answer' as const),
      at,
      status: fc.constantFrom(...STATUSES),
      body: fc.constantFrom(...BODIES),
    }),
  },
  { weight: 4, arbitrary: fc.record({ how: fc.constant('json' as const), at, edits: jsonEdits }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('text' as const), at, edits: textEdits }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('cut' as const), at }) },
);

interface Input {
  args: readonly string[];
  isChanged: boolean;
  damages: Damage[];
}

interface World {
  server: StateServer;
  folder: string;
  state: string;
}
let world: Promise<World> | undefined;

async function openWorld(): Promise<World> {
  const [server, folder] = await Promise.all([startStateServer('terraform'), makeTemplate()]);
  return { server, folder, state: await readFile(join(folder, STATE_FILE), 'utf8') };
}

function projectOf(address: string, isChanged: boolean): string {
  return (isChanged ? CHANGED : PROJECT).replace('\n', `\nstate: { backend: http, address: "${address}" }\n`);
}

export const REMOTE: Subject<Input> = {
  name: 'remote',
  inputs: fc.record({
    args: fc.constantFrom(...COMMANDS),
    isChanged: fc.boolean(),
    damages: fc.array(damage, { minLength: 1, maxLength: 3 }),
  }),
  files: (input) => ({
    'cqctl.yaml': projectOf('http://127.0.0.1/states/project', input.isChanged),
    'answers.json': `${JSON.stringify(input, null, 2)}\n`,
  }),
  check: async ({ args, isChanged, damages }, run = command) => {
    world ??= openWorld();
    const { server, folder, state } = await world;
    const key = new URL(server.address).pathname;
    let seen = 0;
    server.stored.set(key, state);
    server.locks.clear();
    server.fault = () => {
      const found = damages.find((each) => each.at === seen);
      seen++;
      return found === undefined ? undefined : answerOf(found, server.stored.get(key) ?? '');
    };
    await inFolder(
      { 'cqctl.yaml': projectOf(server.address, isChanged) },
      async (cwd) => {
        await run([...args, '--timeout', '5'], { cwd });
        server.fault = undefined;
        const numbers = await queueNumbers(cwd);
        const missing = ['8000', '8001', '8002', '8100'].filter((number) => !numbers.includes(number));
        demand(
          missing.length === 0,
          `${args[0]} destroyed ${missing.join()}, which the files name or nobody does`,
        );
      },
      folder,
    );
  },
};

function answerOf(found: Damage, stored: string): { status: number; body?: string } | null {
  switch (found.how) {
    case 'cut':
      return null;
    case 'answer':
      return { status: found.status, body: found.body };
    case 'text':
      return { status: 200, body: editText(stored, found.edits) };
    case 'json': {
      const json = JSON.parse(stored === '' ? 'null' : stored) as Json;
      return { status: 200, body: JSON.stringify(editJson(json, found.edits)) };
    }
  }
}
