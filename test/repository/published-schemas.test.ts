/** The schemas that editors use, as published, on every example there is: with formats, and by nothing of ours. */

import { readdirSync, readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');

/** A format that is not known here cannot be compiled. */
function compile(name: string) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, allErrors: true });
  ajv.addFormat('ipv4', isIPv4);
  ajv.addFormat('ipv6', isIPv6);
  return ajv.compile(JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')));
}
const project = compile('cqctl.schema.json');
const scenario = compile('scenario.schema.json');

function yamlFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const EXAMPLES = yamlFiles('examples');
const OURS = [
  ...yamlFiles('test/scenarios'),
  ...yamlFiles('test/fixtures/config').filter((path) => path.includes('-good-')),
];

function faultsOf(path: string): unknown {
  const value: unknown = parse(readFileSync(join(root, path), 'utf8').replace(/^\uFEFF/, ''), {
    merge: true,
  });
  const validate = path.endsWith('.scenario.yaml') ? scenario : project;
  return validate(value) ? [] : validate.errors;
}

describe('the published schemas take', () => {
  test.each([...EXAMPLES, ...OURS])('%s', (path) => {
    expect(faultsOf(path)).toEqual([]);
  });

  test('examples of both kinds', () => {
    expect(EXAMPLES.filter((path) => path.endsWith('.scenario.yaml')).length).toBeGreaterThan(3);
    expect(EXAMPLES.filter((path) => !path.endsWith('.scenario.yaml')).length).toBeGreaterThan(5);
  });
});

describe('the published schema knows an address', () => {
  test.each([
    [{ ipv4: '192.0.2.1' }, true],
    [{ ipv6: '2001:db8::1' }, true],
    [{ ipv4: '${var.edge}' }, true],
    [{ ipv6: '${env.EDGE}' }, true],
    [{ ipv4: '${ var.edge }' }, true],
    [{ ipv4: 'a-${var.edge}' }, true],
    [{ ipv4: '$${var.edge}' }, false],
    [{ ipv4: '${var.}' }, false],
    [{ ipv4: '192.0.2.300' }, false],
    [{ ipv4: '2001:db8::1' }, false],
    [{ ipv6: '192.0.2' }, false],
    [{ ipv4: 'edge-1.example.com' }, false],
  ])('%j', (server, isRight) => {
    expect(project({ version: 1, servers: { 'edge-1': server } })).toBe(isRight);
  });
});
