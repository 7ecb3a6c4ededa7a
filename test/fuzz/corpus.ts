/** The projects and scenarios of this repository, as what is damaged. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/run-cli.ts';

/** Files by path, `cqctl.yaml` among them. */
export interface ProjectFiles {
  readonly [path: string]: string;
}

/** Beyond that a fixture is about size, which costs time and shows nothing here. */
const MAX_SIZE = 20_000;

function readFolder(folder: string, isWanted: (path: string) => boolean): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  const walk = (inside: string): void => {
    for (const name of readdirSync(join(folder, inside)).sort()) {
      const path = inside === '' ? name : `${inside}/${name}`;
      if (statSync(join(folder, path)).isDirectory()) walk(path);
      else if (isWanted(path)) files[path] = readFileSync(join(folder, path), 'utf8');
    }
  };
  walk('');
  return files;
}

const isYaml = (path: string): boolean => path.endsWith('.yaml');

function isSmall(files: ProjectFiles): boolean {
  return Object.values(files).join('').length < MAX_SIZE;
}

/** Good ones and bad ones. */
export function readProjects(): ProjectFiles[] {
  const fixtures = join(ROOT, 'test/fixtures/config');
  const scenarios = join(ROOT, 'test/scenarios');
  const names = readdirSync(scenarios).filter((name) => /^\d/.test(name));
  const examples = join(ROOT, 'examples');
  const ofFixtures = readdirSync(fixtures).map((name) => readFolder(join(fixtures, name), isYaml));
  const ofScenarios = names.flatMap((name) =>
    ['before.yaml', 'after.yaml'].map((file) => ({
      'cqctl.yaml': readFileSync(join(scenarios, name, file), 'utf8'),
    })),
  );
  const ofExamples = readdirSync(examples).map((name) =>
    readFolder(join(examples, name), (path) => isYaml(path) && !path.endsWith('.scenario.yaml')),
  );
  return [...ofFixtures, ...ofScenarios, ...ofExamples].filter(
    (files) => files['cqctl.yaml'] !== undefined && isSmall(files),
  );
}

/** A scenario, and the tables that it reads. */
export interface ScenarioFiles {
  readonly scenario: string;
  readonly tables: ProjectFiles;
}

export function readScenarios(): ScenarioFiles[] {
  const examples = join(ROOT, 'examples');
  return readdirSync(examples).flatMap((name) => {
    const files = readFolder(join(examples, name), (path) => /\.(scenario\.yaml|csv)$/.test(path));
    const base = (path: string): string => path.replace(/^.*\//, '');
    const tables = Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) => {
        const lines = text.split('\n').slice(0, 30);
        return path.endsWith('.csv') ? [[base(path), `${lines.join('\n')}\n`]] : [];
      }),
    );
    return Object.entries(files)
      .filter(([path]) => path.endsWith('.scenario.yaml'))
      .map(([, scenario]) => ({ scenario, tables }));
  });
}
