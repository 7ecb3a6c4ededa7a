import type { Invocation } from '../../src/cli/invocation.ts';
import { createOutput } from '../../src/cli/output/output.ts';
import { createOutputGuard } from '../../src/cli/output/output-guard.ts';
import { type CommonOptions, readSettings } from '../../src/cli/settings.ts';
import { createRedactor } from '../../src/model/redactor.ts';
import { fakeHost } from './fake-host.ts';

export function fakeInvocation(common: CommonOptions = {}, cwd = process.cwd()) {
  const { host, text } = fakeHost({ cwd });
  const settings = readSettings(common, {}, { name: 'apply', formats: ['text', 'json'] });
  const redactor = createRedactor();
  const invocation: Invocation<'text' | 'json'> = {
    settings,
    host,
    redactor,
    guard: createOutputGuard(cwd),
    output: createOutput(host, redactor, settings),
    signal: new AbortController().signal,
    onExit: (work) => work,
    compute: async (work) => work(),
  };
  return { invocation, text };
}
