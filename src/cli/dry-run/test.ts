import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Code } from '../../codes/registry.ts';
import type { Project } from '../../config/load.ts';
import { hasErrors } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { fileReason } from '../../model/file-errors.ts';
import type { ExpectationResult, ScenarioTest } from '../../model/simulation.ts';
import { renderTestsGithub } from '../../report/dry-run/tests-github.ts';
import { renderTestsJson } from '../../report/dry-run/tests-json.ts';
import { renderTestsJunit } from '../../report/dry-run/tests-junit.ts';
import { renderTestsSarif } from '../../report/dry-run/tests-sarif.ts';
import { renderTests } from '../../report/dry-run/tests-text.ts';
import type { TextStyle } from '../../report/palette.ts';
import { plural } from '../../report/value-text.ts';
import { configQueues } from '../../routing/worlds.ts';
import type { Side } from '../../scenario/compare.ts';
import { checkExpectations } from '../../scenario/expectations.ts';
import { loadScenario, SCENARIO_SUFFIX } from '../../scenario/load.ts';
import { simulate } from '../../scenario/simulate.ts';
import { displayName } from '../../source/file-names.ts';
import { FileScope } from '../../source/file-scope.ts';
import { Problems } from '../../source/problems.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { tellGithub } from '../output/github-actions.ts';
import { READ } from '../output/output-guard.ts';
import { openProject } from '../project/open-project.ts';
import { projectPath } from '../project/project-files.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { readVersion } from '../version.ts';
import { readThreads } from './scenarios.ts';

export interface TestCommandOptions {
  threads?: string;
}

type TestFormat = 'text' | 'json' | 'junit' | 'sarif' | 'github';

/** Runs all of them, whatever one of them says. */
export async function runTest(
  invocation: Invocation<TestFormat>,
  paths: readonly string[],
  options: TestCommandOptions,
): Promise<ExitCode> {
  const { project } = await openProject(invocation, { isOffline: true });
  const files = await findScenarios(invocation, paths.length === 0 ? [project.root] : paths);
  const threads = readThreads(options.threads);
  const tests: ScenarioTest[] = [];
  for (const path of files) tests.push(await testScenario(invocation, project, path, threads));
  const renderings = {
    text: (style: TextStyle) => renderTests(tests, style),
    json: () => renderTestsJson(tests),
    junit: () => renderTestsJunit(tests),
    github: () => renderTestsGithub(tests),
    sarif: () => renderTestsSarif(tests, readVersion()),
  };
  await emit(invocation, renderings);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const headline = `${passed} of ${plural(tests.length, 'scenario')} passed`;
  await tellGithub(invocation, { title: 'test', headline, renderings, outputs: {} });
  if (tests.some((test) => test.status === 'error')) return EXIT.error;
  return tests.some((test) => test.status === 'failed') ? EXIT.gate : EXIT.done;
}

/** Files as they are named; of folders all `*.scenario.yaml` below, in the order of their names. */
async function findScenarios({ host, settings }: Invocation, paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const absolute = resolve(host.cwd, path);
      const name = displayName(host.cwd, absolute);
      const refuse = (code: Code, summary: string, hint?: string): never => {
        const hinted = hint === undefined ? {} : { hint };
        throw new ConfigError([{ code, severity: 'error', summary, ...hinted }]);
      };
      const stats = await stat(absolute).catch((error: unknown) =>
        refuse('CQ100', `${name} cannot be read: ${fileReason(error)}`),
      );
      if (!stats.isDirectory()) return [absolute];
      const below = await readdir(absolute, { recursive: true });
      const found = below
        .filter(
          (file) => file.endsWith(SCENARIO_SUFFIX) && !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(file),
        )
        .sort();
      if (found.length === 0) {
        refuse(
          'CQ100',
          `there is no scenario in ${name}`,
          `scenarios are files that end in ${SCENARIO_SUFFIX}`,
        );
      }
      const scope = new FileScope(join(absolute, SCENARIO_SUFFIX), settings);
      return found.map((file) => {
        const scenario = join(absolute, file);
        if (settings.allowsOutside || scope.contains(scenario)) return scenario;
        const hint = 'it is a link: --allow-outside lets it pass';
        return refuse('CQ136', `${displayName(host.cwd, scenario)} leads outside the project`, hint);
      });
    }),
  );
  return [...new Set(files.flat())];
}

async function testScenario(
  { host, settings, signal, output, guard, compute }: Invocation,
  project: Project,
  path: string,
  threads: number | undefined,
): Promise<ScenarioTest> {
  const startedMs = performance.now();
  const finish = (test: Omit<ScenarioTest, 'elapsedMs'>): ScenarioTest => ({
    ...test,
    elapsedMs: performance.now() - startedMs,
  });
  const file = displayName(host.cwd, path);
  const loaded = await compute(() => loadScenario(projectPath({ settings, host }, path)));
  const { value: scenario, diagnostics, files } = loaded;
  for (const each of files) guard.keep(each, READ);
  if (scenario === undefined) {
    return finish({ scenario: file, file, status: 'error', expectations: [], diagnostics });
  }
  const named = { scenario: scenario.name, file };
  const queues = configQueues(project.desired);
  /** One run for each threshold that is asked for. */
  const sides = new Map<number | undefined, Side>();
  const problems = new Problems();
  let expectations: ExpectationResult[] = [];
  try {
    const runWithin = async (withinMs: number | undefined): Promise<Side> => {
      const known = sides.get(withinMs);
      if (known !== undefined) return known;
      const side = await simulate(scenario, {
        on: 'config',
        queues,
        routing: project.routing,
        trace: scenario.expect.some((expectation) => expectation.on === 'call') && 'listed',
        signal,
        onProgress: (done, of) => of > 1 && output.showLive(`${scenario.name}: replication ${done} of ${of}`),
        ...(withinMs === undefined ? {} : { withinMs }),
        ...(threads === undefined ? {} : { threads }),
      });
      if (!side.ok) throw new ConfigError(side.diagnostics);
      sides.set(withinMs, side);
      return side;
    };
    const base = await runWithin(undefined);
    expectations = await checkExpectations(scenario, runWithin, problems);
    const found = [...diagnostics, ...base.result.diagnostics, ...problems.list(false)];
    const isMet = expectations.every(({ passed }) => passed);
    const status = hasErrors(found) ? 'error' : isMet ? 'passed' : 'failed';
    return finish({ ...named, status, expectations, diagnostics: found });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const found = [...diagnostics, ...error.diagnostics];
    return finish({ ...named, status: 'error', expectations, diagnostics: found });
  } finally {
    output.showLive(undefined);
  }
}
