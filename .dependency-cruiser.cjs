/**
 * The direction of imports, as drawn in docs/architecture.md. `test/repository/architecture.test.ts` shows that each rule can fail.
 */
const rooms = {
  codes: [],
  model: ['codes'],
  kinds: ['codes', 'model'],
  plan: ['codes', 'model', 'kinds'],
  engine: ['codes', 'model'],
  routing: ['codes', 'model', 'kinds', 'engine'],
  source: ['codes', 'model'],
  config: ['codes', 'model', 'kinds', 'routing', 'source'],
  edit: ['codes', 'model', 'kinds', 'plan', 'source', 'config'],
  scenario: ['codes', 'model', 'kinds', 'engine', 'routing', 'source'],
  http: ['codes', 'model'],
  api: ['codes', 'model', 'kinds', 'http'],
  state: ['codes', 'model', 'kinds', 'http'],
  apply: ['codes', 'model', 'kinds', 'plan', 'api', 'state'],
  pbx: ['codes', 'model', 'kinds', 'engine', 'routing'],
  report: ['codes', 'model', 'kinds', 'routing'],
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
        'codes, model, kinds, plan, engine, routing and report compute; node:crypto is the one builtin they may use',
      severity: 'error',
      from: { path: '^src/(codes|model|kinds|plan|engine|routing|report)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'report-takes-metrics-of-routing',
      severity: 'error',
      from: { path: room('report') },
      to: { path: room('routing'), pathNot: '^src/routing/metrics\\.ts$' },
    },
    {
      name: 'only-http-uses-undici',
      severity: 'error',
      from: { path: '^src/', pathNot: room('http') },
      to: { path: 'node_modules/undici' },
    },
    {
      name: 'only-edit-uses-yaml',
      comment:
        'the files of users change through edit alone; what only reads them takes the faster parser of source',
      severity: 'error',
      from: { path: '^src/', pathNot: room('edit') },
      to: { path: 'node_modules/yaml/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
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
