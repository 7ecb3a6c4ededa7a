import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/cli/settings.ts';

const COMMAND = { name: 'plan', formats: ['text', 'json'] as const };

describe('settings', () => {
  test('have defaults', () => {
    expect(readSettings({}, {}, COMMAND)).toEqual({
      file: '.',
      namesProject: false,
      environment: undefined,
      environments: [],
      variables: {},
      format: 'text',
      outputs: [],
      noColor: false,
      parallelism: 16,
      maxRps: undefined,
      limits: { objects: 100_000, bytes: 268_435_456 },
      timeoutMs: 30_000,
      lockTimeoutMs: 0,
      logLevel: 'info',
      allowsOutside: false,
      statePath: undefined,
    });
  });

  test('an option wins over the environment', () => {
    const env = {
      CQCTL_ENV: 'prod',
      CQCTL_PARALLELISM: '4',
      CQCTL_LOG: 'debug',
      CQCTL_VAR_ring: '20',
      CQCTL_VAR_a: 'x',
    };
    expect(readSettings({}, env, COMMAND)).toMatchObject({
      environment: 'prod',
      parallelism: 4,
      logLevel: 'debug',
      variables: { ring: '20', a: 'x' },
    });
    const options = { env: ['test'], parallelism: '8', logLevel: 'error', var: ['ring=a=b'] };
    expect(readSettings(options, env, COMMAND)).toMatchObject({
      environment: 'test',
      parallelism: 8,
      logLevel: 'error',
      variables: { ring: 'a=b', a: 'x' },
    });
  });

  test('an empty variable counts as not set, but an empty value of a project variable is one', () => {
    const settings = readSettings(
      { var: ['b='] },
      { CQCTL_ENV: '', CQCTL_PARALLELISM: '', CQCTL_VAR_a: '' },
      COMMAND,
    );
    expect(settings).toMatchObject({ environment: undefined, parallelism: 16, variables: { a: '', b: '' } });
  });

  test('no variable can reach a prototype', () => {
    const { variables } = readSettings({ var: ['__proto__=x'] }, {}, COMMAND);
    expect(Object.keys(variables)).toEqual(['__proto__']);
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  test('further outputs keep every equals sign of the file name', () => {
    const { outputs } = readSettings({ output: ['json=a=b.json', 'text=p.txt'] }, {}, COMMAND);
    expect(outputs).toEqual([
      { format: 'json', file: 'a=b.json' },
      { format: 'text', file: 'p.txt' },
    ]);
  });
});
