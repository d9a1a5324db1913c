/**
 * Core's folders, from the ground up; docs/architecture.md draws them. A folder imports only folders of the floors
 * below its own, so that no two folders can import each other. The files beside the folders are the ground.
 */
const FLOORS = [
  ['access', 'audience', 'mail', 'rate'],
  ['content', 'unsubscribe', 'warm-up', 'self-test'],
  ['runs'],
  ['webhooks'],
  ['sending'],
  ['domains'],
  ['insight'],
  ['tasks', 'transactional'],
  ['erasure', 'exports', 'forecast', 'overview', 'people', 'submission'],
];

const floorsLookDown = FLOORS.flatMap((floor, n) =>
  floor.map((folder) => ({
    name: `core-${folder}-looks-down`,
    severity: 'error',
    from: { path: `^core/${folder}/` },
    to: { path: '^core/[^/]+/', pathNot: `^core/(${[folder, ...FLOORS.slice(0, n).flat()].join('|')})/` },
  })),
);

/** Who may import whom: entry points → adapters → core; core → nothing. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Types count: a circle of types is still two files that cannot be read one after the other.',
      from: {},
      to: { circular: true },
    },
    ...floorsLookDown,
    {
      name: 'core-ground-knows-no-floor',
      comment: 'The reconciler looks at every capability, and stands above them all.',
      severity: 'error',
      from: { path: '^core/[^/]+\\.ts$', pathNot: '^core/reconcile\\.ts$' },
      to: { path: '^core/[^/]+/' },
    },
    {
      name: 'core-folder-without-floor',
      severity: 'error',
      from: {},
      to: { path: '^core/[^/]+/', pathNot: `^core/(${FLOORS.flat().join('|')})/` },
    },
    {
      name: 'core-imports-only-core',
      comment:
        'Pure libraries that stand for a rule of their own (templates, validation, time zones, names of hosts) are allowed by name.',
      severity: 'error',
      from: { path: '^core/' },
      to: {
        pathNot: ['^core/', '^node_modules/(zod|liquidjs|temporal-polyfill|temporal-spec)/', '^(node:)?(crypto|url)$'],
      },
    },
    {
      name: 'adapters-import-core-only',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(bin|cli|lib|lambdas|local|test|bench)/' },
    },
    {
      name: 'handlers-see-no-adapters',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: ['^lambdas/[^/]+/index\\.ts$', '^lambdas/wiring\\.ts$'] },
      to: { path: ['^adapters/', '^node_modules/(@aws-sdk|nodemailer)/'] },
    },
    {
      name: 'lambdas-are-strangers',
      severity: 'error',
      comment: 'What functions share lies in http and queues, and beside the folders; compose makes them.',
      from: { path: '^lambdas/([^/]+)/', pathNot: '^lambdas/compose/' },
      to: { path: '^lambdas/([^/]+)/', pathNot: '^lambdas/($1|http|queues|compose)/' },
    },
    {
      name: 'only-wiring-composes',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: '^lambdas/([^/]+/index|http/api-handler|compose/[^/]+)\\.ts$' },
      to: { path: '^lambdas/compose/' },
    },
    {
      name: 'lib-sees-only-contracts',
      comment:
        'What the functions of the stack are given, the names of the metrics that they log, the items of the tables.',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: {
        path: '^(core|adapters|local)/|^lambdas/',
        pathNot: ['^lambdas/[^/]+/env\\.ts$', '^adapters/embedded-metrics\\.ts$', '^core/items\\.ts$'],
      },
    },
    {
      name: 'cdk-stays-in-lib',
      severity: 'error',
      from: { pathNot: '^(bin|lib|test/lib)/' },
      to: { path: '^node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    },
    {
      name: 'middy-stays-at-the-edge',
      severity: 'error',
      from: {
        path: '^(core|adapters|lambdas|local)/',
        pathNot: ['^lambdas/[^/]+/index\\.ts$', '^lambdas/http/entry\\.ts$'],
      },
      to: { path: '^node_modules/@middy/' },
    },
    {
      name: 'cli-speaks-http',
      comment: 'Of the functions it knows the types of their answers; of core, rules and words.',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: ['^(bin|lib|lambdas|local|bench)/', '^adapters/(?!api/|system-)'],
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-import-of-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      comment: 'npm start installs no development dependencies.',
      from: { path: '^(core|adapters|lambdas|cli|local|submission)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'engines-stay-local',
      severity: 'error',
      comment: 'What stands for AWS on one machine is a dependency of the product, but of no function.',
      from: { pathNot: '^(local|submission|bench|test)/' },
      to: { path: '^node_modules/(smtp-server|node)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
  },
};
