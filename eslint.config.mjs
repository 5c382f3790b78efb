import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each room of `src` may import from; everything else in `src` is out of its sight (ARCHITECTURE.md, Rooms). */
const rooms = {
  words: [],
  course: [],
  protocol: ['course'],
  data: ['course', 'protocol'],
  augment: ['course', 'protocol'],
  engine: ['course', 'protocol'],
  evaluate: ['course', 'protocol'],
  student: ['course', 'protocol', 'augment', 'evaluate'],
  train: ['course', 'protocol', 'data', 'augment', 'engine', 'evaluate', 'student'],
  check: ['course', 'protocol', 'data', 'augment', 'engine', 'evaluate', 'student', 'train'],
  review: ['course', 'protocol', 'data', 'augment', 'engine', 'evaluate', 'student', 'train', 'check'],
  worker: [
    'course',
    'protocol',
    'data',
    'augment',
    'engine',
    'evaluate',
    'student',
    'train',
    'check',
    'review',
  ],
  launch: ['course', 'protocol'],
  extension: ['course', 'protocol', 'evaluate', 'launch'],
  cli: ['course', 'protocol', 'evaluate', 'launch'],
};
/** What every room may import: people read what it says. */
const everywhere = ['words'];
const tensorflowRooms = ['engine', 'train', 'check', 'worker', 'student'];
/** Rooms that must start in milliseconds: no native or heavy library may be loaded there. */
const lightRooms = ['words', 'course', 'protocol', 'evaluate', 'launch', 'extension', 'cli'];
/** Rooms that webviews bundle. */
const browserRooms = ['words', 'course', 'evaluate', 'augment'];
const tensorflow = ['@tensorflow/*'];
const heavy = ['onnxruntime-node', 'onnxruntime-common', 'sharp', 'esbuild', 'typescript'];

function boundariesOf(room) {
  const visible = [room, ...everywhere, ...rooms[room]];
  const others = Object.keys(rooms).filter((other) => !visible.includes(other));
  const patterns = [
    {
      group: others.flatMap((other) => [`**/${other}`, `**/${other}/**`]),
      message: `src/${room} may import only from: ${rooms[room].join(', ') || 'nothing else in src'}.`,
    },
  ];
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
  return {
    files: [`src/${room}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'artifacts/', 'coverage/', '.lits/', 'Clean_LiTS/'] },
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
  ...Object.keys(rooms).map(boundariesOf),
  { files: ['src/cli/**', 'test/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  // A starter file imports what the student is about to use.
  {
    files: ['exercises/**', 'test/packs/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
);
