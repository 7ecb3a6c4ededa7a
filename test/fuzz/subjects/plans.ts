/** Damaged plan files: shown or refused, and never applied as something else than what was planned. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../../src/model/json.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { inFolder, writeFiles } from '../folders.ts';
import { editJson, type JsonEdit, jsonEdits } from '../json-edits.ts';
import { CHANGED, makeTemplate } from '../template.ts';
import { editText, type TextEdit, textEdits } from '../text-edits.ts';

const FORMATS = ['text', 'json', 'markdown', 'html', 'github'];
const PLAN_FILE = 'saved.cqplan';

interface Input {
  format: string;
  edits: JsonEdit[];
  text: TextEdit[];
  /** Whoever damages it knows how its digest is made. */
  isSealed: boolean;
}

interface Template {
  folder: string;
  plan: string;
  /** What the PBX has, before and after that plan. */
  outcomes: string[];
}
let template: Promise<Template> | undefined;

async function openTemplate(): Promise<Template> {
  const folder = await makeTemplate();
  await writeFiles(folder, { 'cqctl.yaml': CHANGED });
  const planned = await command(['plan', '--out', PLAN_FILE], { cwd: folder });
  demand(planned.exitCode === 0, 'the template cannot be planned', planned);
  const plan = await readFile(join(folder, PLAN_FILE), 'utf8');
  const before = await outcome(folder);
  const after = await inFolder(
    {},
    async (cwd) => {
      const applied = await command(['apply', PLAN_FILE, '--auto-approve'], { cwd });
      demand(applied.exitCode === 0, 'the plan of the template cannot be applied', applied);
      return outcome(cwd);
    },
    folder,
  );
  return { folder, plan, outcomes: [before, after] };
}

async function outcome(cwd: string): Promise<string> {
  const { stdout } = await command(['export'], { cwd });
  return stdout;
}

function seal(text: string): string {
  const line = /"digest": "[^"]*"/;
  const bare = text.replace(line, '"digest": ""');
  return bare.replace(line, `"digest": "${createHash('sha256').update(bare).digest('hex')}"`);
}

export const PLANS: Subject<Input> = {
  name: 'plans',
  inputs: fc.record({
    format: fc.constantFrom(...FORMATS),
    edits: jsonEdits,
    text: fc.oneof(
      { weight: 3, arbitrary: fc.constant<TextEdit[]>([]) },
      { weight: 1, arbitrary: textEdits },
    ),
    isSealed: fc.boolean(),
  }),
  files: (input) => ({ 'plan-edits.json': `${JSON.stringify(input, null, 2)}\n` }),
  check: async ({ format, edits, text, isSealed }, run = command) => {
    template ??= openTemplate();
    const { folder, plan, outcomes } = await template;
    const edited = editText(`${JSON.stringify(editJson(JSON.parse(plan) as Json, edits), null, 2)}\n`, text);
    const damaged = isSealed ? seal(edited) : edited;
    await inFolder(
      { [PLAN_FILE]: damaged },
      async (cwd) => {
        const shown = await run(['show', PLAN_FILE, '--format', format], { cwd });
        const applied = await run(['apply', PLAN_FILE, '--auto-approve'], { cwd });
        if (damaged !== plan && !isSealed)
          demand(
            shown.exitCode === 1 && applied.exitCode !== 0,
            'a plan file that was changed is taken',
            applied,
          );
        const [before, after] = outcomes;
        const now = await outcome(cwd);
        demand(
          now === (applied.exitCode === 0 ? after : before),
          'something else was applied than was planned',
          applied,
        );
      },
      folder,
    );
  },
};
