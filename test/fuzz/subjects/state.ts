/** Damaged state documents: refused, or taken for what they say; nothing is destroyed that they do not name. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { inFolder } from '../folders.ts';
import { editJson, type JsonEdit, jsonEdits } from '../json-edits.ts';
import { CHANGED, makeTemplate, PROJECT, STATE_FILE } from '../template.ts';
import { editText, type TextEdit, textEdits } from '../text-edits.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['plan'],
  ['drift'],
  ['status'],
  ['export'],
  ['state', 'list'],
  ['state', 'list', '--format', 'json'],
  ['state', 'show', 'queue.a'],
  ['state', 'pull'],
  ['state', 'mv', 'queue.a', 'queue.z'],
  ['state', 'rm', 'queue.b'],
  ['plan', '--destroy'],
  ['destroy', '--auto-approve'],
];

interface Input {
  args: readonly string[];
  isChanged: boolean;
  edits: JsonEdit[];
  text: TextEdit[];
}

let template: Promise<{ folder: string; state: Json }> | undefined;

async function openTemplate() {
  const folder = await makeTemplate();
  return { folder, state: JSON.parse(await readFile(join(folder, STATE_FILE), 'utf8')) as Json };
}

export const STATE: Subject<Input> = {
  name: 'state',
  inputs: fc.record({
    args: fc.constantFrom(...COMMANDS),
    isChanged: fc.boolean(),
    edits: jsonEdits,
    text: fc.oneof(
      { weight: 3, arbitrary: fc.constant<TextEdit[]>([]) },
      { weight: 1, arbitrary: textEdits },
    ),
  }),
  files: ({ args, isChanged, edits, text }) => ({
    'cqctl.yaml': isChanged ? CHANGED : PROJECT,
    'state-edits.json': `${JSON.stringify({ args, edits, text }, null, 2)}\n`,
  }),
  check: async ({ args, isChanged, edits, text }, run = command) => {
    template ??= openTemplate();
    const { folder, state } = await template;
    const damaged = editText(JSON.stringify(editJson(state, edits), null, 2), text);
    const files = { 'cqctl.yaml': isChanged ? CHANGED : PROJECT, [STATE_FILE]: damaged };
    await inFolder(
      files,
      async (cwd) => {
        await run(args, { cwd });
        const planned = await run(['plan', '--format', 'json'], { cwd });
        if (planned.exitCode === 1) {
          const applied = await run(['apply', '--auto-approve'], { cwd });
          demand(applied.exitCode === 1, 'what cannot be planned was applied', applied);
          return;
        }
        const { changes } = JSON.parse(planned.stdout) as Plan;
        for (const { action, kind, id, address } of changes) {
          if (action !== 'destroy' || kind === 'agents') continue;
          demand(
            damaged.includes(JSON.stringify(id)),
            `${address} is to be destroyed, and state has no ${id}`,
            planned,
          );
        }
        const applied = await run(['apply', '--auto-approve'], { cwd });
        if (applied.exitCode !== 0) return;
        const left = await run(['plan', '--detailed-exitcode'], { cwd });
        demand(left.exitCode === 0, 'what was applied over a damaged state is planned again', left);
      },
      folder,
    );
  },
};
