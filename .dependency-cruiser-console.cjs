/** Who may import whom in the console: it speaks HTTP, and of the product it knows the client and types alone. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'console-speaks-http',
      comment: 'Of the functions it knows the types of their answers; of core, types.',
      severity: 'error',
      from: { path: '^console/' },
      to: {
        path: '^(adapters/(?!api/)|bin|bench|cli|core|lambdas|lib|local|scripts|test)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'console-runs-in-browsers',
      severity: 'error',
      from: { path: '^console/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'console-knows-no-aws',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: 'node_modules/@aws-sdk/' },
    },
    {
      name: 'logic-and-words-are-pure',
      comment: 'Tested in Node, without a browser and without the packages of the console.',
      severity: 'error',
      from: { path: '^console/(logic/|words/.+\\.ts$)' },
      to: { pathNot: '^console/(logic/|words/.+\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'parts-know-no-page',
      severity: 'error',
      from: { path: '^console/(api|logic|parts|words)/' },
      to: { path: '^console/(pages|shell)/' },
    },
    {
      name: 'pages-are-strangers',
      severity: 'error',
      from: { path: '^console/pages/([^/]+)/' },
      to: { path: '^console/pages/([^/]+)/', pathNot: '^console/pages/$1/' },
    },
    {
      name: 'ace-stays-in-code',
      severity: 'error',
      from: { path: '^console/', pathNot: '^console/code/' },
      to: { path: 'node_modules/ace-builds/' },
    },
    {
      name: 'blocks-stay-in-editor',
      severity: 'error',
      from: { path: '^console/', pathNot: '^console/editor/' },
      to: { path: 'node_modules/(@react-email|@tiptap|react-email)/' },
    },
    {
      name: 'editor-is-loaded-late',
      comment: 'Others import it when a mail of blocks is opened, and its types.',
      severity: 'error',
      from: { path: '^console/', pathNot: '^console/editor/' },
      to: { path: '^console/editor/', dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'console/tsconfig.json' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    exclude: { path: '^console/\\.dist/' },
    doNotFollow: { path: ['node_modules', '^(adapters|core|lambdas)/'] },
  },
};
