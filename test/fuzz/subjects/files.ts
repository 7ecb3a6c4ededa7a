/** Damaged projects: what is wrong is told, at places that are there, and what is right can be laid out. */

import { relative } from 'node:path';
import fc from 'fast-check';
import { parseDocument, visit } from 'yaml';
import { loadProject } from '../../../src/config/load.ts';
import { formatYaml } from '../../../src/edit/format.ts';
import { hasErrors } from '../../../src/model/diagnostic.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { type ProjectFiles, readProjects } from '../corpus.ts';
import { inFolder } from '../folders.ts';
import { demandPlaces } from '../places.ts';
import { project, writeYaml } from '../projects.ts';
import { ENVIRONMENT, PLANTED_FILES } from '../secrets.ts';
import { editText, textEdits } from '../text-edits.ts';

const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'];

const OUTSIDE = [
  '../netrc',
  '../*',
  '../table.csv',
  '.git/config',
  '.git/*',
  '/etc/hostname',
  './../project/../netrc',
];

/** A project that names a file which is none of its business, where `secrets.ts` has planted something. */
const reaching: fc.Arbitrary<ProjectFiles> = fc
  .tuple(
    fc.constantFrom(...OUTSIDE),
    fc.constantFrom<(path: string) => string>(
      (path) => `include: ["${path}"]`,
      (path) => `agent_lists: { tier: { csv: "${path}", extension_number: a } }`,
      (path) => `state: { backend: local, path: "${path}" }`,
      (path) => `target: { url: "https://127.0.0.1:1", ca_file: "${path}" }`,
      (path) => `queues: { a: { extension_number: "8000", moh_prompt_file: "${path}" } }`,
      (path) => `environments: { prod: { target: { url: "https://127.0.0.1:1", ca_file: "${path}" } } }`,
    ),
  )
  .map(([path, write]) => ({ 'cqctl.yaml': `version: 1\n${write(path)}\n` }));

const whole: fc.Arbitrary<ProjectFiles> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...readProjects()) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(project, fc.nat(255))
      .map(([value, style]) => ({ 'cqctl.yaml': writeYaml(value, style) })),
  },
  { weight: 1, arbitrary: reaching },
);

/** A project of which one file, mostly the first, is damaged. */
export const damagedProject: fc.Arbitrary<ProjectFiles> = fc
  .tuple(whole, textEdits, fc.nat(3))
  .map(([files, edits, pick]) => {
    const names = Object.keys(files);
    const name = names[pick === 0 ? names.length - 1 : 0] ?? 'cqctl.yaml';
    return { ...files, [name]: editText(files[name] ?? '', edits) };
  });

export const FILES: Subject<{ files: ProjectFiles; format: string }> = {
  name: 'files',
  inputs: fc.record({ files: damagedProject, format: fc.constantFrom(...FORMATS) }),
  files: ({ files }) => files,
  check: ({ files, format }) =>
    inFolder({ ...PLANTED_FILES, ...files }, async (cwd) => {
      const options = { path: '.', cwd, variables: {}, processEnv: ENVIRONMENT, strict: false };
      const { value, diagnostics } = await loadProject(options);
      demand(
        (value === undefined) === hasErrors(diagnostics),
        'a project is there if nothing is wrong with it',
      );
      demandPlaces(diagnostics, cwd);
      const { exitCode, stdout } = await command(['validate', '--format', format], { cwd });
      demand(
        exitCode === (value === undefined ? 1 : 0),
        `validate exited with ${exitCode}, and loading said else`,
      );
      if (format === 'json' || format === 'sarif') JSON.parse(stdout);
      for (const [path, text] of Object.entries(files)) demandLayout(text, relative(cwd, path));
    }),
};

/** Laid out twice is laid out once; what it says stays. */
function demandLayout(text: string, path: string): void {
  const { value, diagnostics } = formatYaml(text, path);
  demand((value === undefined) === hasErrors(diagnostics), 'a file is laid out if nothing is wrong with it');
  if (value === undefined) return;
  const again = formatYaml(value, path);
  demand(
    again.value === value,
    `fmt changed what it had laid out\n${text}\n--- once\n${value}\n--- twice\n${again.value}`,
  );
  const [before, after] = [meaningOf(text), meaningOf(value)];
  demand(before === after, `fmt changed what a file says\n${before}\n---\n${after}`);
}

/** By another parser than the one that cqctl reads with; a merge is a key like others, an alias of nothing is its name. */
function meaningOf(text: string): string {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', intAsBigInt: true });
  const anchors = new Set<string>();
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
    Alias: (_key, { source }) => (anchors.has(source) ? undefined : document.createNode({ alias: source })),
  });
  return JSON.stringify(document.toJS({ mapAsMap: true, maxAliasCount: -1 }), (_name, value) => {
    if (value instanceof Map) return { map: [...value].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) };
    return typeof value === 'bigint' ? String(value) : value;
  });
}
