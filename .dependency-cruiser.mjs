// The arrows of DESIGN: five floors; a folder imports from floors below, never from its own or above.
const floors = [
  ['model', 'errors'],
  ['config', 'observe'],
  ['store', 'cluster', 'telemetry', 'people'],
  ['alerts', 'incidents', 'context', 'diagnosis', 'runbooks', 'actions', 'approvals', 'audit'],
  ['work', 'slack', 'pipeline.ts'],
  [
    'cli',
    'drill',
    'main.ts',
    'bot.ts',
    'stages.ts',
    'connect-clusters.ts',
    'read-played.ts',
    'read-delivery.ts',
    'take-deliveries.ts',
  ],
];
const names = ['ground', 'first', 'second', 'third', 'fourth', 'roof'];
const place = (room) => (room.endsWith('.ts') ? `^src/${room.replace('.', '\\.')}$` : `^src/${room}/`);

const floorRules = floors.flatMap((rooms, height) =>
  // The roof's own files are one floor, but main.ts and bot.ts wire the others: they are looked at below.
  rooms
    .filter((room) => !room.endsWith('.ts') || height < 5)
    .map((room) => ({
      name: `${room.replace('.ts', '')}-looks-down`,
      severity: 'error',
      comment: `${room} stands on the ${names[height]} floor: it may import only from floors below. What two rooms share is a word in model/ or a port that the consumer declares and main.ts wires.`,
      from: { path: place(room) },
      to: { path: '^src/', pathNot: [place(room), ...floors.slice(0, height).flat().map(place)] },
    })),
);

const only = (name, packages, rooms, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: '^src/', pathNot: rooms.map(place) },
  to: { path: packages },
});

export default {
  forbidden: [
    ...floorRules,
    {
      name: 'nothing-imports-the-entry',
      severity: 'error',
      comment: 'main.ts and bot.ts know everything; whoever imports them knows everything too.',
      from: { path: '^src/', pathNot: '^src/(main|bot)\\.ts$' },
      to: { path: '^src/(main|bot)\\.ts$' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files in a circle cannot be read, tested or replaced one by one.',
      from: {},
      to: { circular: true },
    },
    only(
      'only-slack-knows-bolt',
      'node_modules/@slack/',
      ['slack'],
      'Bolt and the Slack client stay behind slack/: everything else is testable without them.',
    ),
    only(
      'only-cluster-knows-the-client',
      'node_modules/@kubernetes/',
      ['cluster'],
      'The Kubernetes client drops unknown fields and has no deadlines: cluster/ is the one place that copes with that.',
    ),
    only(
      'only-store-knows-sqlite',
      '^(node:)?sqlite$|node_modules/pg/',
      ['store'],
      'Only store/ knows SQL: every other room asks for whole operations.',
    ),
    {
      name: 'the-model-is-pure',
      severity: 'error',
      comment: 'model/ holds words: types, state tables, reasons. It reads no clock, file or network.',
      from: { path: '^src/model/' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'the-heart-is-pure',
      severity: 'error',
      comment:
        'Diagnosis, correlation and policy are functions of data (no file, network or thread): same input, same answer.',
      from: { path: '^src/(diagnosis|incidents|approvals)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|assert)$' },
    },
    {
      name: 'source-never-imports-tests',
      severity: 'error',
      comment: 'What ships does not need the tests.',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
