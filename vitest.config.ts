import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { workerEnvironment } from './src/launch/environment';
import { patienceMillis } from './test/patience.mjs';

/** Unit tests with whole processes, many compilations or long computations: seconds each. All others are quick. */
const thorough = [
  'test/fuzz/programs.test.ts',
  'test/unit/runs/damagedFiles.test.ts',
  'test/golden/{exported,gradCam,models,modelsOnTorch}.test.ts',
  'test/unit/check/{authoring,contained}.test.ts',
  'test/unit/cli/cli.test.ts',
  'test/unit/data/{dataset,inspect/checkDataset,phantom,sample,volumes/memory}.test.ts',
  'test/unit/engine/{affine,blocks,convolutions,dilation,exportOnnx,kernels,memory,optimizers,programs,torch/*,training}.test.ts',
  'test/unit/evaluate/{bootstrap,speed}.test.ts',
  'test/unit/extension/trainings.test.ts',
  'test/unit/launch/workerClient.test.ts',
  'test/unit/student/typings.test.ts',
  'test/unit/submissions/{measureRuns,reviewClass}.test.ts',
  'test/unit/train/ranks/ranks.test.ts',
  'test/unit/train/{aside,findRate,augmentation,augmentResult,deviceFault,exportRun,german,graphFailure,notFinite,places,program,readPipeline,recordProgram,resume,runTraining,thrown}.test.ts',
  'test/unit/webview/evaluation/view.test.ts',
  'test/unit/worker/{dataJobs,killed,ranks,ranks/hosts,worker}.test.ts',
];

/** Tests that replace modules need modules of their own. All other quick ones share theirs: loading took longer than testing. */
const replacing = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, 'utf8')));

/**
 * `npm run test:quick` runs `quick` and `replacing`, for everyday work; `npm test` runs all. Tests of the packaged extension and of VS Code have
 * a configuration of their own, `test/e2e/vitest.config.ts`.
 */
export default defineConfig({
  resolve: {
    alias: {
      'lits/check': new URL('./src/check/authoring.ts', import.meta.url).pathname,
      lits: new URL('./src/student/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    testTimeout: patienceMillis,
    hookTimeout: patienceMillis,
    // The list of known data sets and what is known of them are the user's, not the tests'.
    env: {
      LITS_TESTS_HOME: `${tmpdir()}/lits-tests-${process.pid}`,
      XDG_CACHE_HOME: `${tmpdir()}/lits-tests-${process.pid}/cache`,
      LOCALAPPDATA: `${tmpdir()}/lits-tests-${process.pid}/cache`,
    },
    setupFiles: 'test/unit/ownDataSets.ts',
    // Vitest itself would leave one processor idle: of two, half.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/{unit,golden}/**/*.test.ts'],
          exclude: [...thorough, ...replacing],
          isolate: false,
          setupFiles: ['test/unit/ownDataSets.ts', 'test/unit/leaveAsFound.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'replacing',
          include: replacing.filter((file) => /^test\/(unit|golden)\//.test(file)),
          exclude: thorough,
        },
      },
      { extends: true, test: { name: 'thorough', include: thorough } },
      {
        extends: true,
        test: {
          name: 'mutants',
          include: ['test/{mutants,mutations}/**/*.test.ts'],
          // Checks run in a worker; AlexNet's weights take a third longer to train in the memory settings of other processes.
          env: workerEnvironment({}, {}),
        },
      },
    ],
  },
});
