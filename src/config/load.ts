/**
 * From a file or folder to what is desired: the whole of the config room in one call. Makes no request.
 *
 * read -> parse -> join the included files -> lay the environment over -> replace variables -> check against the schema ->
 * build the resources -> rules between them -> prompts -> lint. Each stage adds to the same list of problems and goes on with
 * what it has, so that everything wrong is told at once. When a file cannot be parsed, only what is wrong in any case is
 * looked for in the others: what is missing with it would be reported as missing.
 */

import { OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic, Loaded } from '../model/diagnostic.ts';
import { hasErrors } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import { isObject, withoutNulls } from '../model/json.ts';
import type { StateSettings } from '../model/state-settings.ts';
import { displayName } from '../source/file-names.ts';
import { Problems } from '../source/problems.ts';
import { SourceMap } from '../source/source-map.ts';
import { assembleFiles } from './assemble.ts';
import { buildDesired } from './build.ts';
import { ENVIRONMENTS_CHECK, PROJECT_CHECK } from './check.ts';
import { hashDesired } from './config-hash.ts';
import { checkEmptyEnvironments, checkEmptyFiles } from './empty-nodes.ts';
import { applyEnvironment } from './environment.ts';
import { checkGivenVariables } from './given-variables.ts';
import { LINT_RULES } from './lint/registry.ts';
import { isMistake, POLICY_RULES } from './policy-rules/registry.ts';
import { type ProjectPath, readProjectFiles } from './project-files.ts';
import { readPrompts } from './prompts.ts';
import { collectResources, mapAt } from './resources.ts';
import { RULES, WHOLE_RULES } from './rules/registry.ts';
import { readStateSettings } from './state-settings.ts';
import { readTarget } from './target.ts';
import type { TargetSettings } from './target-settings.ts';
import { Variables } from './variables.ts';

export interface LoadOptions extends ProjectPath {
  environment?: string;
  /** From the command line and from CQCTL_VAR_, the command line first. */
  variables: { [name: string]: string };
  processEnv: { readonly [name: string]: string | undefined };
  /** Warnings are errors. */
  strict: boolean;
  /** Where the local state is, whatever the files say; absolute. */
  statePath?: string | undefined;
  /** No PBX will be asked anything: what CQCTL_URL says is of no concern. */
  isOffline?: boolean;
}

export interface Project {
  /** The folder of the project file; absolute. */
  root: string;
  /** Absolute. */
  file: string;
  environment?: string;
  target: TargetSettings;
  state: StateSettings;
  desired: Desired;
  /** What \`defaults\` give the objects of each kind, with variables replaced. */
  defaults: { readonly [kind: KindName]: JsonObject };
  /** Where the files break the project's own policy: errors that refuse every plan of it. */
  violations: readonly Diagnostic[];
  /** Of the resolved values; not of their places or their formatting. */
  configHash(): string;
  /** How routing reads what the API leaves open; as written. */
  routing: JsonObject;
}

export interface LoadedProject extends Loaded<Project> {
  /** What is to be printed nowhere: the keys that its files name. */
  secrets: ReadonlySet<string>;
}

export async function loadProject(options: LoadOptions): Promise<LoadedProject> {
  const problems = new Problems();
  const value = await load(options, problems);
  const diagnostics = problems.list(options.strict);
  const { files, secrets } = problems;
  return value === undefined || hasErrors(diagnostics)
    ? { diagnostics, files, secrets }
    : { value, diagnostics, files, secrets };
}

async function load(options: LoadOptions, problems: Problems): Promise<Project | undefined> {
  const { environment, processEnv, statePath } = options;
  const map = new SourceMap();
  const context = { map, problems };
  const files = await readProjectFiles(options, context);
  if (files === undefined) return undefined;
  const { folder, scope, path: file, isWhole } = files;
  const nameOf = (root: JsonObject): string => displayName(folder, map.get(root)?.file.path ?? file);
  const emptyFiles = checkEmptyFiles(files.roots, context, nameOf);
  const joined = assembleFiles(files.roots, context);
  const emptyParts = checkEmptyEnvironments(joined, environment, {
    ...context,
    file: nameOf(files.roots[0]),
    isWhole,
  });
  await ENVIRONMENTS_CHECK.checkEntry(joined, 'environments', context);
  const chosen = applyEnvironment(joined, environment, { ...context, isWhole });
  if (chosen === undefined) return undefined;
  const project = replaceVariables(chosen.root, joined, options, { ...context, isWhole });
  await PROJECT_CHECK.checkRoot(project, context);

  const named = environment === undefined ? {} : { environment };
  const { isOffline = false } = options;
  const target = await readTarget(project, { folder, scope, ...named, processEnv, ...context, isOffline });
  const state = await readStateSettings(project, {
    folder,
    scope,
    ...named,
    ...context,
    isOwn: chosen.hasOwnState,
    statePath,
  });
  const resources = collectResources(project, map);
  const input = { ...resources, project, map };
  const [rules, lint] = isWhole ? [[...RULES, ...WHOLE_RULES], LINT_RULES] : [RULES, []];
  for (const rule of rules) for (const problem of rule(input)) problems.error(problem);
  const broken = new Problems();
  for (const rule of POLICY_RULES)
    for (const problem of rule(input)) (isMistake(problem) ? problems : broken).error(problem);
  const prompts = await readPrompts(resources.objects, context);
  for (const rule of lint) for (const problem of rule(input)) problems.warn(problem);
  if (problems.hasErrors) return undefined;
  const violations = broken.list(false);
  const empty = [...emptyFiles, ...emptyParts];
  const desired = buildDesired({ ...input, folder, empty }, prompts);
  const hash = { configHash: () => hashDesired(desired) };
  const settings = { defaults: defaultsOf(project), routing: routingOf(project) };
  return { root: folder, file, ...named, target, state, desired, violations, ...hash, ...settings };
}

function replaceVariables(
  root: JsonObject,
  joined: JsonObject,
  { variables: given, processEnv }: LoadOptions,
  context: { map: SourceMap; problems: Problems; isWhole: boolean },
): JsonObject {
  const declared = isObject(root['variables']) ? root['variables'] : {};
  const variables = new Variables({ ...context, declared, given, processEnv });
  const project = variables.substituteRoot(root);
  const { used } = variables;
  if (context.isWhole)
    checkGivenVariables({ given, processEnv, used, root: joined, declared }, context.problems);
  return project;
}

function defaultsOf(project: JsonObject): Project['defaults'] {
  const defaults = mapAt(project, 'defaults');
  return Object.fromEntries(OBJECT_KINDS.map(({ name }) => [name, mapAt(defaults, name)]));
}

function routingOf(project: JsonObject): JsonObject {
  const routing = withoutNulls(project['routing'] ?? null);
  return isObject(routing) ? routing : {};
}
