/** What the build makes of a schema says the same as the schema itself, of good values and bad ones. */

import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ajv2020, CodeOptions, ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAN_FILE_CHECK } from '../../../src/cli/plan/saved-plan.ts';
import { ENVIRONMENTS_CHECK, PROJECT_CHECK } from '../../../src/config/check.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { encodePlanFile } from '../../../src/plan/plan-file.ts';
import { planJson } from '../../../src/report/plan-json.ts';
import { SCENARIO_CHECK } from '../../../src/scenario/load.ts';
import { createAjv } from '../../../src/source/compile-schema.ts';
import { FULL_PLAN } from '../../support/sample-plan.ts';

const BUILD = resolve(import.meta.dirname, '../../../scripts/schema-module.js');
interface BuildScript {
  CODE: CodeOptions;
  schemaModule(ajv: Ajv2020, schema: JsonObject): string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-built-'));
  await symlink(resolve(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const queue = (fields: object) => ({ version: 1, queues: { a: { extension_number: '8000', ...fields } } });
const OPTIONS = { targets: [], excludes: [], destroy: false };
const VALUES = {
  project: [
    queue({}),
    queue({ language: 'en-US', name: 'é😀'.repeat(40) }),
    queue({ language: 'nonsense!', ring_time: '20', extra: 3, unknown: true, agents: [{ skill_level: 0 }] }),
    { version: 2, servers: { e: { ipv4: '300.1.1.1', ipv6: 'zz' } }, queues: { '': { name: 1 } } },
    { version: 1, policy: { max_destroys: '150%', names: { queue: { key: 3 } } }, state: { backend: 's3' } },
    [],
  ],
  environments: [{ prod: { target: 'embedded' } }, { 'no good': { queues: { a: { ring_time: true } } } }],
  scenario: [
    { version: 1, scenario: 's', duration: '1h' },
    {
      version: 1,
      scenario: 's',
      duration: -1,
      traffic: [{ queue: 3, arrivals: { rate: 'x' } }],
      calls: [{}],
    },
  ],
  'plan-file': [
    JSON.parse(
      encodePlanFile(
        { plan: FULL_PLAN, fingerprints: {}, configHash: 'c', state: null, options: OPTIONS },
        planJson,
      ),
    ),
    { format_version: '9', digest: 3, plan: { ...FULL_PLAN, unmanaged: [1] } },
  ],
} as const;

describe.each([PROJECT_CHECK, ENVIRONMENTS_CHECK, SCENARIO_CHECK, PLAN_FILE_CHECK])(
  '$name',
  ({ name, schema, formats }) => {
    test('is built as it is compiled', async () => {
      const file = join(folder, `${name}.js`);
      const { CODE, schemaModule } = (await import(BUILD)) as BuildScript;
      await writeFile(file, schemaModule(createAjv(formats, CODE), schema()));
      const made = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
        default(formats: object): ValidateFunction;
      };
      const [built, compiled] = [made.default(formats), createAjv(formats).compile(schema())];
      const values = VALUES[name as keyof typeof VALUES];
      const verdicts = values.map((value) => {
        const verdict = compiled(value);
        expect(built(value)).toBe(verdict);
        expect(built.errors).toEqual(compiled.errors);
        return verdict;
      });
      expect(verdicts).toEqual(expect.arrayContaining([true, false]));
    });
  },
);
