import { resolve } from 'node:path';
import { createReader } from '../../api/client.ts';
import type { Desired } from '../../model/desired.ts';
import { UsageError } from '../../model/errors.ts';
import { ACTIONS, type Plan, type PlannedWork } from '../../model/plan.ts';
import { markAgainstBase } from '../../plan/base.ts';
import { encodePlanFile } from '../../plan/plan-file.ts';
import { type PlanInput, planChanges } from '../../plan/planner.ts';
import type { TextStyle } from '../../report/palette.ts';
import { renderPlanGithub } from '../../report/plan-github.ts';
import { planJson, renderPlanJson } from '../../report/plan-json.ts';
import { renderPlanMarkdown } from '../../report/plan-markdown.ts';
import { renderPlanText } from '../../report/plan-text.ts';
import { summarize } from '../../report/summary-text.ts';
import type { Invocation } from '../invocation.ts';
import { withConnection } from '../live/connection.ts';
import { fileFor, writePrivateText } from '../output/files.ts';
import type { Result } from '../output/result.ts';
import { openProject } from '../project/open-project.ts';
import { EXIT } from '../run/exit-codes.ts';
import { openStore } from '../state/backends.ts';
import { openBase } from './base-project.ts';
import { readPlanInput, readPlanOptions, type SelectionOptions } from './planning.ts';
import type { addRoutingImpact } from './routing-impact.ts';

export interface PlanCommandOptions extends SelectionOptions {
  out?: string;
  detailedExitcode?: boolean;
  destroy?: boolean;
  scenario?: string[];
  base?: string;
  allowTargetChange?: boolean;
  all?: boolean;
}

export type PlanFormat = 'text' | 'json' | 'markdown' | 'html' | 'github';

export function planRenderings(plan: Plan) {
  return {
    text: (style: TextStyle) => renderPlanText(plan, style),
    json: () => renderPlanJson(plan),
    markdown: () => renderPlanMarkdown(plan),
    github: () => renderPlanGithub(plan),
    html: async () => {
      const { renderPlanHtml } = await import('../../report/plan-html.ts');
      return renderPlanHtml(plan);
    },
  };
}

function planOutputs({ summary, hash, changes }: Plan) {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, summary[action]]));
  return { changes: changes.length > 0, hash, ...counts };
}

/** Loaded only where there are any. Read before anything is sent, so that a mistake in one costs no reading of the PBX. */
async function readScenarios(invocation: Invocation, paths: readonly string[] = []) {
  if (paths.length === 0) return [];
  const { openScenarios } = await import('../dry-run/scenarios.ts');
  return openScenarios(invocation, paths);
}

function planAgainstBase(input: PlanInput, desired: Desired | undefined): PlannedWork {
  const work = planChanges(input);
  if (desired === undefined) return work;
  return { ...work, plan: markAgainstBase(work.plan, planChanges({ ...input, desired }).plan) };
}

/** Loaded only where there are scenarios. */
async function withImpact(...args: Parameters<typeof addRoutingImpact>): Promise<PlannedWork> {
  const { addRoutingImpact } = await import('./routing-impact.ts');
  return addRoutingImpact(...args);
}

/** Reads and prints, nothing else: no lock is taken, and the reader has no writing call. */
export async function makePlan(
  invocation: Invocation<PlanFormat>,
  options: PlanCommandOptions,
): Promise<Result<PlanFormat>> {
  const { host, output, settings, guard } = invocation;
  if (options.out !== undefined) {
    guard.write(
      resolve(host.cwd, fileFor(settings, options.out)),
      `--out ${options.out}`,
      settings.environment,
    );
  }
  const { project, diagnostics } = await openProject(invocation);
  const allowsTargetChange = options.allowTargetChange === true;
  if (allowsTargetChange && options.base === undefined)
    throw new UsageError('--allow-target-change goes with --base');
  const base =
    options.base === undefined
      ? undefined
      : await openBase(invocation, options.base, { project, allowsTargetChange });
  const scenarios = await readScenarios(invocation, options.scenario);
  const state = await (await openStore(invocation, project)).read();
  const planOptions = readPlanOptions(options, options.destroy === true, { project, state });
  const isWhole = scenarios.length > 0;
  const input = await withConnection(invocation, project, ({ target, options }) =>
    readPlanInput(createReader(options), { project, state, target, options: planOptions, isWhole }),
  );
  const made = await invocation.compute(() => planAgainstBase(input, base?.project.desired));
  const work = isWhole ? await withImpact(invocation, scenarios, { project, input, work: made }) : made;
  const plan: Plan = { ...work.plan, diagnostics: [...diagnostics, ...work.plan.diagnostics] };
  const isRefused = work.refusals.length > 0;
  if (options.out !== undefined) {
    const { fingerprints } = work;
    const file = await invocation.compute(() =>
      encodePlanFile(
        { plan, fingerprints, configHash: project.configHash(), state, options: planOptions },
        planJson,
      ),
    );
    const name = fileFor(settings, options.out);
    await guard.check();
    await writePrivateText(resolve(host.cwd, name), file);
    const next = isRefused
      ? 'it is refused, so apply will not take it'
      : `apply it with: cqctl apply ${name}`;
    output.err(`plan saved to ${name}; ${next}\n`);
  }
  const hasChanges = plan.changes.length > 0;
  const exitCode = isRefused
    ? EXIT.gate
    : options.detailedExitcode === true && hasChanges
      ? EXIT.changes
      : EXIT.done;
  return {
    exitCode,
    headline: hasChanges ? summarize(plan.summary) : isRefused ? 'refused' : 'no changes',
    isChanged: hasChanges,
    isQuiet: !hasChanges && plan.diagnostics.length === 0,
    renderings: planRenderings(plan),
    document: () => planJson(plan),
    markdownPart: (part) => renderPlanMarkdown(plan, part),
    outputs: planOutputs(plan),
  };
}
