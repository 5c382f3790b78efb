import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What a training needs; checks and the worker train, too. */
const forTraining = [
  'course',
  'protocol',
  'files',
  'encoding',
  'runs',
  'data',
  'augment',
  'engine',
  'evaluate',
  'student',
];
/** What each room of `src` may import from; everything else in `src` is out of its sight (ARCHITECTURE.md, Rooms). */
const rooms = {
  words: [],
  course: [],
  protocol: ['course'],
  panels: ['course', 'protocol', 'evaluate', 'review'],
  files: ['protocol'],
  encoding: ['protocol'],
  runs: ['course', 'protocol', 'files'],
  data: ['course', 'protocol', 'files', 'encoding'],
  augment: ['course', 'protocol'],
  engine: ['course', 'protocol'],
  evaluate: ['course', 'protocol'],
  quiz: ['course', 'protocol'],
  student: ['course', 'protocol', 'augment', 'evaluate'],
  train: forTraining,
  check: [...forTraining, 'train'],
  review: ['course', 'protocol'],
  worker: [...forTraining, 'train', 'check'],
  launch: ['course', 'protocol', 'files'],
  submissions: ['course', 'protocol', 'files', 'runs', 'review', 'launch'],
  extension: [
    'course',
    'protocol',
    'files',
    'panels',
    'runs',
    'evaluate',
    'quiz',
    'launch',
    'review',
    'submissions',
  ],
  cli: ['course', 'protocol', 'files', 'runs', 'evaluate', 'quiz', 'launch', 'review', 'submissions'],
};
/** What every room may import: people read what it says. */
const everywhere = ['words'];
/** The rooms inside `src/extension`, the lowest first: what each may import from the others. */
const belowFeatures = ['kit', 'course', 'runs', 'training'];
const features = [
  'metrics',
  'checks',
  'evaluation',
  'augmentation',
  'model',
  'quiz',
  'submission',
  'devices',
  'data',
  'review',
];
const extensionRooms = {
  kit: [],
  course: ['kit'],
  runs: ['kit', 'course'],
  training: ['kit', 'course', 'runs'],
  ...Object.fromEntries(features.map((room) => [room, belowFeatures])),
  shell: [...belowFeatures, ...features],
};
/** Pages of webviews; none knows of another. */
const pages = [
  'dashboard',
  'comparison',
  'metrics',
  'evaluation',
  'augmentation',
  'model',
  'data',
  'quiz',
  'learningRate',
  'review',
];
/** What a page may import from `src`: what it and the extension say to each other, words, and what runs in browsers. */
const roomsOfPages = ['panels', 'words', 'course', 'evaluate', 'augment', 'review'];
const tensorflowRooms = ['engine', 'train', 'check', 'worker', 'student'];
/** Rooms that must start in milliseconds: no native or heavy library may be loaded there. */
const lightRooms = [
  'words',
  'course',
  'protocol',
  'files',
  'panels',
  'runs',
  'evaluate',
  'quiz',
  'review',
  'submissions',
  'launch',
  'extension',
  'cli',
];
/** Rooms that webviews bundle. */
const browserRooms = ['words', 'course', 'panels', 'evaluate', 'augment', 'review'];
const tensorflow = ['@tensorflow/*'];
const heavy = ['onnxruntime-node', 'onnxruntime-common', 'sharp', 'esbuild', 'typescript', 'iconv-lite'];

const closedTo = (table, room) =>
  Object.keys(table).filter((other) => ![room, ...everywhere, ...table[room]].includes(other));
const listed = (names) => names.join(', ') || 'none';

/** Libraries that a room of `src` must not load. */
function closedLibraries(room) {
  const patterns = [];
  if (!tensorflowRooms.includes(room))
    patterns.push({ group: tensorflow, message: `src/${room} must not load TensorFlow.js.` });
  if (lightRooms.includes(room))
    patterns.push({ group: heavy, message: `src/${room} reaches heavy libraries through the worker only.` });
  if (browserRooms.includes(room))
    patterns.push({
      group: ['node:*'],
      message: `src/${room} also runs in webviews, where there is no Node.js.`,
    });
  if (room !== 'extension')
    patterns.push({ group: ['vscode'], message: 'Only src/extension imports vscode.' });
  return patterns;
}

function wallsOf(room) {
  return [
    {
      group: closedTo(rooms, room).flatMap((other) => [`**/${other}`, `**/${other}/**`]),
      message: `src/${room} may import only from these rooms of src: ${listed(rooms[room])}.`,
    },
    ...closedLibraries(room),
  ];
}

/** Inside the extension a file reaches another room of the extension as `../<room>`, and one of src as `../../<room>`. */
function wallsInExtension(room) {
  return [
    {
      regex: `^\\.\\./\\.\\./(${closedTo(rooms, 'extension').join('|')})(/|$)`,
      message: `src/extension may import only from these rooms of src: ${listed(rooms.extension)}.`,
    },
    {
      regex: `^\\.\\./(${[...closedTo(extensionRooms, room), 'index'].join('|')})(/|$)`,
      message: `src/extension/${room} may import only from these rooms of the extension: ${listed(extensionRooms[room])}.`,
    },
    ...closedLibraries('extension'),
  ];
}

/** What VS Code loads first: types aside, it may load nothing but the names of commands before it is asked. */
const wallsOfEntry = [
  {
    regex: '^\\./(?!kit/commandIds$)',
    allowTypeImports: true,
    message: 'src/extension/index.ts loads the rest with import(), when it is needed.',
  },
  ...wallsOf('extension'),
];

/** A page also may use `webview/shared`, which knows no page. */
function wallsOfPage(page) {
  return [
    {
      regex: `^\\.\\./\\.\\./(?!src/(${roomsOfPages.join('|')})(/|$))`,
      message: `webview/${page} may import only from these rooms of src: ${listed(roomsOfPages)}.`,
    },
    {
      regex: '^\\.\\./(?!\\.\\./|shared/)',
      message: 'A page may import from webview/shared, and from no other page.',
    },
    { group: ['vscode', 'node:*'], message: 'A page runs in a browser.' },
  ];
}

const walled = (files, patterns) => ({
  files: [files],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'test/golden/runs/',
      'node_modules/',
      'artifacts/',
      'coverage/',
      '.lits/',
      'Clean_LiTS/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['prettifyError', 'treeifyError', 'flattenError', 'formatError'].map((property) => ({
          object: 'z',
          property,
          message: 'What a schema refuses is said in words: protocol/validate.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
          message:
            "Write `import * as z from 'zod'`: the object `z` brings all of zod, in all its languages, into a bundle.",
        },
      ],
    },
  },
  ...Object.keys(rooms).map((room) => walled(`src/${room}/**/*.ts`, wallsOf(room))),
  walled('src/extension/index.ts', wallsOfEntry),
  ...[...pages, 'shared'].map((page) => walled(`webview/${page}/**/*.ts`, wallsOfPage(page))),
  ...Object.keys(extensionRooms).map((room) =>
    walled(`src/extension/${room}/**/*.ts`, wallsInExtension(room)),
  ),
  { files: ['src/cli/**', 'test/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  // A starter file imports what the student is about to use.
  {
    files: ['exercises/**', 'test/packs/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
);
