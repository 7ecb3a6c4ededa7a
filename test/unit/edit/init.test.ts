import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatYaml } from '../../../src/edit/format.ts';
import { projectTemplate } from '../../../src/edit/init.ts';
import { desiredOf, liveQueue } from '../../support/export-project.ts';

const SCHEMA_LINE = '# yaml-language-server: $schema=./schemas/cqctl.schema.json\n';

describe('projectTemplate', () => {
  test.each([{}, { name: 'Our calls\nversion: 2', url: 'https://pbx.example.com:8887' }])(
    'is valid: %j',
    (options) => {
      const files = projectTemplate(options).project;
      const text = files['cqctl.yaml'] ?? '';
      const validate = new Ajv2020({ strict: false }).compile(
        JSON.parse(files['schemas/cqctl.schema.json'] ?? ''),
      );
      expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
      expect(text.startsWith(SCHEMA_LINE)).toBe(true);
      expect(parse(text).target).toEqual({ url: 'url' in options ? options.url : 'embedded' });
      expect(formatYaml(text, 'cqctl.yaml').value).toBe(text);
    },
  );

  test.each(['##[add-mask]calls', 'a\n##vso[task.x]b', 'calls\u202e\u2028x'])(
    'no name of a folder is a command of a runner, or hides anything: %j',
    (name) => {
      const { project, repository } = projectTemplate({ name, folder: name });
      for (const text of [project['cqctl.yaml'], ...Object.values(repository)]) {
        expect(text).not.toMatch(/##(vso)?\[|[\u202e\u2028]/);
      }
      expect(formatYaml(project['cqctl.yaml'] ?? '', 'cqctl.yaml').value).toBe(project['cqctl.yaml']);
      expect(parse(repository['.github/workflows/cqctl.yml'] ?? '').env.PROJECT).toBe(name);
    },
  );

  test('keeps state and plans out of git, and brings CI examples that parse', () => {
    const { project, repository: files } = projectTemplate();
    expect(project['.gitignore']?.split('\n')).toEqual(expect.arrayContaining(['.cqctl/', '*.cqplan']));
    const github = parse(files['.github/workflows/cqctl.yml'] ?? '');
    expect(Object.keys(github.jobs)).toEqual(['plan', 'apply']);
    expect(Object.keys(github.on)).toEqual(['pull_request', 'push']);
    const gitlab = parse(files['.gitlab-ci.yml'] ?? '');
    expect(gitlab.plan.allow_failure).toEqual({ exit_codes: [2] });
  });

  test.each(['calls', 'sites/north side', 'a"b', 'us$$d'])(
    'names the folder %j to its pipelines',
    (folder) => {
      const { repository } = projectTemplate({ folder });
      const github = parse(repository['.github/workflows/cqctl.yml'] ?? '');
      expect(github.env.PROJECT).toBe(folder);
      const gitlab = parse(repository['.gitlab-ci.yml'] ?? '');
      // There two dollar signs are one.
      expect(gitlab.variables.PROJECT.replaceAll('$$', '$')).toBe(folder);
    },
  );

  test('starts from what the PBX has', () => {
    const fromLive = {
      files: [],
      objects: [liveQueue('8000', 'Support', { ring_time: 20 }, [])],
    };
    const text =
      projectTemplate({ fromLive, url: 'https://pbx.example.com:8887' }).project['cqctl.yaml'] ?? '';
    expect(text.startsWith(SCHEMA_LINE)).toBe(true);
    expect(parse(text).target).toEqual({ url: 'https://pbx.example.com:8887' });
    expect(desiredOf(text).resources.map(({ address }) => address)).toEqual([
      'queue.support',
      'agents.support',
    ]);
  });
});
