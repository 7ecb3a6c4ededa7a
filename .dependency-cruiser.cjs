/**
 * The direction of imports, as drawn in docs/architecture.md. `test/architecture.test.ts` shows that each rule can fail.
 */
const rooms = {
  model: [],
  kinds: ['model'],
  plan: ['model', 'kinds'],
  engine: ['model'],
  routing: ['model', 'kinds', 'engine'],
  source: ['model', 'kinds'],
  config: ['model', 'kinds', 'plan', 'source'],
  scenario: ['model', 'kinds', 'engine', 'routing', 'source'],
  http: ['model'],
  api: ['model', 'kinds', 'http'],
  state: ['model', 'kinds', 'http'],
  apply: ['model', 'kinds', 'plan', 'api', 'state'],
  pbx: ['model', 'kinds', 'engine', 'routing'],
  report: ['model'],
};

const room = (name) => `^src/${name}/`;

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([name, allowed]) => ({
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.join(', ') || 'nothing'} of src`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: '^src/', pathNot: [name, ...allowed].map(room) },
    })),
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      from: { pathNot: room('cli') },
      to: { path: room('cli') },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment:
        'model, kinds, plan, engine, routing and report compute; node:crypto is the one builtin they may use',
      severity: 'error',
      from: { path: '^src/(model|kinds|plan|engine|routing|report)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'only-http-uses-undici',
      severity: 'error',
      from: { path: '^src/', pathNot: room('http') },
      to: { path: 'node_modules/undici' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
