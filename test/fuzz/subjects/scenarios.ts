/** Damaged scenarios and tables: told at places that are there; what is right is played, and soon. */

import fc from 'fast-check';
import { hasErrors } from '../../../src/model/diagnostic.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { readScenarios } from '../corpus.ts';
import { inFolder } from '../folders.ts';
import { demandPlaces } from '../places.ts';
import { PLANTED_FILES } from '../secrets.ts';
import { editText, textEdits } from '../text-edits.ts';

const FILE = 'damaged.scenario.yaml';
const PROJECT = `version: 1
queues:
  support: { extension_number: "8000", agents: ["2001", "2002", "2003", "2004"] }
  sales: { extension_number: "8001", agents: ["2002", { extension_number: "2011", skill_level: 2 }] }
`;
const COMMANDS: readonly (readonly string[])[] = [
  ['test'],
  ['test', '--format', 'json'],
  ['test', '--format', 'junit'],
  ['simulate', FILE],
  ['simulate', FILE, '--format', 'json', '--trace'],
  ['simulate', FILE, '--format', 'csv'],
  ['simulate', FILE, '--format', 'html'],
];

interface Input {
  args: readonly string[];
  files: { [path: string]: string };
}

export const SCENARIOS: Subject<Input> = {
  name: 'scenarios',
  inputs: fc
    .tuple(fc.constantFrom(...readScenarios()), textEdits, textEdits, fc.constantFrom(...COMMANDS))
    .map(([{ scenario, tables }, edits, tableEdits, args]) => ({
      args,
      files: {
        [FILE]: editText(scenario, edits),
        ...Object.fromEntries(
          Object.entries(tables).map(([path, table]) => [path, editText(table, tableEdits)]),
        ),
      },
    })),
  files: ({ files }) => ({ 'cqctl.yaml': PROJECT, ...files }),
  check: ({ args, files }) =>
    inFolder({ ...PLANTED_FILES, 'cqctl.yaml': PROJECT, ...files }, async (cwd) => {
      const { value, diagnostics } = await loadScenario({ path: FILE, cwd });
      demand(
        (value === undefined) === hasErrors(diagnostics),
        'a scenario is there if nothing is wrong with it',
      );
      demandPlaces(diagnostics, cwd);
      if (value !== undefined) fc.pre(isSmall(files[FILE] ?? ''));
      const ran = await command(args, { cwd });
      if (value === undefined) demand(ran.exitCode === 1, 'a scenario with mistakes is played', ran);
    }),
};

/** Nobody is kept from playing a million calls; here it would only cost time. Texts and comments say nothing of that. */
function isSmall(text: string): boolean {
  const bare = text.replace(/#.*$/gm, '').replace(/"[^"\n]*"/g, '');
  return !/\d{4}/.test(bare) && !/\d\s*(d|w)\b/.test(bare) && !/[2-9]\d{2}\s*h/.test(bare);
}
