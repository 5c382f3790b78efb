import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { version } from '../../package.json';
import { commentKindSchema } from '../protocol/grades';
import { defaultDevice, deviceChoices, deviceIdSchema } from '../protocol/devices';
import { toFailure } from '../protocol/failure';
import { bothGiven, type GivenSettings } from '../protocol/givenSettings';
import { prepareJobSchema, volumesJobSchema } from '../protocol/jobs/dataJobs';
import { evaluateJobSchema } from '../protocol/jobs/evaluationJobs';
import { exportJobSchema } from '../protocol/jobs/exportJob';
import { plainSettingsSchema, trainJobSchema } from '../protocol/jobs/trainJob';
import { checkpointSchema } from '../protocol/run';
import { commitSchema } from '../protocol/submission';
import { faultLines, validate } from '../protocol/validate';
import { check, type CheckOptions } from './commands/checkCommand';
import { checkData, type DataCheckOptions } from './commands/dataCheckCommand';
import { forgetData, listData, useData } from './commands/dataCommands';
import { demo, type DemoOptions } from './commands/demoCommand';
import { doctor } from './commands/doctorCommand';
import { evaluate, type EvaluateOptions } from './commands/evaluateCommand';
import { exportModel, type ExportOptions } from './commands/exportCommand';
import { prepare, sourceProblem, type PrepareOptions } from './commands/prepareCommand';
import { findRate, type FindRateOptions } from './commands/findRateCommand';
import { rubric, type RubricOptions } from './commands/rubricCommand';
import { quiz, type QuizOptions } from './commands/quizCommand';
import { deleteRun } from './commands/deleteRunCommand';
import { exportMetrics } from './commands/exportMetricsCommand';
import { grade, type GradeOptions } from './commands/gradeCommand';
import { review, type ReviewCommandOptions } from './commands/reviewCommand';
import { resumeRun, type ResumeOptions } from './commands/resumeCommand';
import { compareRuns, listRuns, showRun } from './commands/runsCommands';
import { statistics } from './commands/statisticsCommand';
import { submit, type SubmitOptions } from './commands/submitCommand';
import { train, type TrainOptions } from './commands/trainCommand';
import { workflow, type WorkflowOptions } from './commands/workflowCommand';
import { usualStep } from '../review/points';
import { list, t } from '../words';
import { speakCarried } from '../words/bundles';
import { settingOf } from './givenSettings';
import { exitCode, type ExitCode } from './exitCode';
import { show, type Io } from './io';
import { deviceOfProcesses, processesOf, processesProblem } from './runInProcesses';
import { languageOption, wantedLanguage } from './language';
import { HumanView } from './view/humanView';
import { JsonView } from './view/jsonView';
import type { View } from './view/view';

/** Runs `lits` with the arguments after its name. Resolves with the exit code; every error has been shown by then. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  speakCarried(wantedLanguage(args, io.environment));
  let code: ExitCode = exitCode.ok;
  const program = describe(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.ok : exitCode.wrongUsage;
  }
}

/** Headings of the help, which Commander has in English. */
function helpTitle(title: string): string {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('Usage:'),
    'Arguments:': t('Arguments:'),
    'Options:': t('Options:'),
    'Global Options:': t('Options of every command:'), // no text: a name of Commander's
    'Commands:': t('Commands:'),
  };
  return titles[title] ?? title;
}

const deviceOption = () =>
  new Option('--device <device>', t('where to compute'))
    .argParser((text: string) => {
      const device = deviceIdSchema.safeParse(text);
      if (device.success) return device.data;
      throw new InvalidArgumentError(t('There are {0}.', list(deviceChoices)));
    })
    .default(defaultDevice);

const checkpointOption = () =>
  new Option('--checkpoint <which>', t('weights to use: of the best epoch or the last one'))
    .choices(checkpointSchema.options)
    .default('best');

const checkpointEveryOption = () =>
  new Option(
    '--checkpoint-every <seconds>',
    t('keep where the run stands so often, to resume it from (default: as often as costs little)'),
  ).argParser(numberOf(trainJobSchema.shape.checkpointSeconds));

const setOption = () =>
  new Option(
    '--set <name=value>',
    t(
      'any setting, instead of what FILE says, as often as needed: optimizer.learningRate=0.01, schedule.name=cosine, earlyStopping=null',
    ),
  ).argParser((text: string, before: GivenSettings = {}) => {
    const setting = settingOf(text);
    if (setting) return bothGiven(before, setting);
    throw new InvalidArgumentError(t('A name and a value are needed, as in optimizer.learningRate=0.01.'));
  });

const settingsOption = () =>
  new Option(
    '--settings <json>',
    t('JSON file with settings, instead of what FILE says; --set comes before it'),
  );

const jsonOption = () =>
  new Option('--json', t('print JSON: one object, or one event a line for long work, the result last'));

const dataOption = () =>
  new Option('--data <dir>', t('Clean_LiTS folder (default: the nearest one above FILE, then here)'));

/** Adds the options for several processes, as `torchrun` has them. */
const withProcesses = (command: Command): Command =>
  command
    .option(
      '--nproc <n>',
      t('train in so many processes on this machine, with PyTorch: each on a GPU of its own'),
      countOf,
    )
    .option('--nnodes <n>', t('so many machines train together; this command is given on each'), countOf)
    .option(
      '--node-rank <n>',
      t('which of the machines this is, counted from 0'),
      numberOf(z.int().nonnegative()),
    )
    .option('--rdzv-endpoint <host:port>', t('where the machines meet: an address of one of them'))
    .option('--rdzv-id <id>', t('a name that the machines of one training have in common'))
    .option('--rdzv-backend <name>', t('how the machines meet (default: c10d; static with --node-rank)'))
    .option(
      '--rank-timeout <seconds>',
      t('how long a process waits for the others (default: 1800)'),
      numberOf(z.number().positive()),
    );

type Work = (view: View) => Promise<ExitCode | void>;

function describe(io: Io, ended: (code: ExitCode) => void): Command {
  const program = new Command('lits')
    .description(t('Deep-learning exercises on abdominal CT slices, in a terminal.'))
    .version(version, '-V, --version', t('print the version'))
    .helpOption('-h, --help', t('show help'))
    .helpCommand('help [command]', t('show help for a command'))
    .option(
      `--${languageOption} <language>`,
      t('language of all texts: en or de (default: that of the terminal)'),
    )
    .configureHelp({ styleTitle: helpTitle, showGlobalOptions: true })
    .addHelpText('after', `\n${t('Exit codes: 0 ok, 1 the work failed or was stopped, 2 wrong usage.')}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => show(io.stdout, text),
      writeErr: (text) => show(io.stderr, text),
    });

  /** Does the work of a command, shows how it fails, and notes the exit code. */
  const perform = async (json: boolean | undefined, events: boolean, work: Work) => {
    const view = json ? new JsonView(io.stdout, events) : new HumanView(io);
    try {
      ended((await work(view)) ?? exitCode.ok);
    } catch (error) {
      view.failure(toFailure(error));
      ended(exitCode.failed);
    }
  };

  const { shape: prepareShape } = prepareJobSchema;
  const { shape: volumesShape } = volumesJobSchema;
  program
    .command('prepare')
    .description(t('make a data set to train on'))
    .option('--sample', t('make the synthetic sample data set (nothing is downloaded)'))
    .option('--download', t("download the course's data set (2.6 GB)"))
    .option('--url <url>', t('another address to download the ZIP archive from'))
    .option('--zip <file>', t('a ZIP archive of the data set that you have already'))
    .option('--volumes <dir>', t('folder with the original volumes: NIfTI files of LiTS or Task03_Liver'))
    .option(
      '--window <low,high>',
      t('Hounsfield units that become black and white (default: -160,240)'),
      windowOf,
    )
    .option('--size <n>', t('pixels of a side of the pictures (default: 256)'), numberOf(volumesShape.size))
    .option('--split <counts>', t('volumes to train, validate and test on (default: 101/15/15)'))
    .option('--split-file <file>', t('table with the split of each volume, as in: 12,train'))
    .option('--orientation-file <file>', t('table with the orientation of single volumes, as in: 12,LPS'))
    .option('--workers <n>', t('volumes prepared at the same time'), numberOf(volumesShape.workers))
    .option('--out <dir>', t('folder that gets Clean_LiTS/'), '.')
    .option('--patients <n>', t('how many patients'), numberOf(prepareShape.patients), 60)
    .option('--slices <n>', t('slices of a patient'), numberOf(prepareShape.slices), 24)
    .option('--seed <n>', t('same seed, same pictures'), numberOf(prepareShape.seed), 1)
    .addOption(jsonOption())
    .action((options: PrepareOptions & { json?: boolean }, command: Command) => {
      const problem = sourceProblem(options);
      if (problem !== undefined) command.error(t('error: {0}', problem));
      return perform(options.json, true, (view) => prepare(options, io, view));
    });

  const { shape: trainShape } = trainJobSchema;
  const { shape: settingShape } = plainSettingsSchema;
  withProcesses(program.command('train'))
    .description(t('train the model that FILE defines'))
    .argument('<file>', t('TypeScript file that calls defineTraining'))
    .addOption(dataOption())
    .option('--epochs <n>', t('epochs, instead of what FILE says'), numberOf(settingShape.epochs))
    .option(
      '--batch-size <n>',
      t('slices in a batch, instead of what FILE says'),
      numberOf(settingShape.batchSize),
    )
    .option('--seed <n>', t('same seed, same numbers'), numberOf(settingShape.seed))
    .addOption(setOption())
    .addOption(settingsOption())
    .option('--steps <n>', t('stop after so many steps'), numberOf(trainShape.maxSteps))
    .option('--run-dir <dir>', t('folder for the new run (default: .lits/runs/<time>-<name>)'))
    .addOption(deviceOption())
    .option(
      '--threads <n>',
      t('CPU threads (default: one for each physical core)'),
      numberOf(trainShape.threads),
    )
    .addOption(checkpointEveryOption())
    .option('--tensorboard', t('also write an event file for TensorBoard into the run'))
    .addOption(jsonOption())
    .action((file: string, given: TrainOptions & { json?: boolean }, command: Command) => {
      const isChosen = command.getOptionValueSource('device') !== 'default';
      const device = processesOf(given) ? deviceOfProcesses(given.device, isChosen) : given.device;
      const options = { ...given, device };
      const problem = processesProblem(options, device);
      if (problem !== undefined) command.error(t('error: {0}', problem));
      return perform(options.json, true, (view) => train(file, options, io, view));
    });

  program
    .command('find-lr')
    .description(t('try growing learning rates on the model that FILE defines, and suggest one'))
    .argument('<file>', t('TypeScript file that calls defineTraining'))
    .addOption(dataOption())
    .option('--seed <n>', t('same seed, same numbers'), numberOf(settingShape.seed))
    .addOption(setOption())
    .addOption(settingsOption())
    .addOption(deviceOption())
    .option(
      '--threads <n>',
      t('CPU threads (default: one for each physical core)'),
      numberOf(trainShape.threads),
    )
    .addOption(jsonOption())
    .action((file: string, options: FindRateOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => findRate(file, options, io, view)),
    );

  const { shape: evaluateShape } = evaluateJobSchema;
  program
    .command('evaluate')
    .description(t('measure a trained run on the slices of a split'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .addOption(
      new Option(
        '--split <split>',
        t('slices to measure on; train says how well the run knows what it has learned from'),
      )
        .choices(evaluateShape.split.options)
        .default('val'),
    )
    .addOption(checkpointOption())
    .addOption(deviceOption())
    .option(
      '--threads <n>',
      t('CPU threads (default: one for each physical core)'),
      numberOf(evaluateShape.threads),
    )
    .addOption(jsonOption())
    .action((run: string, options: EvaluateOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => evaluate(run, options, io, view)),
    );

  const { shape: exportShape } = exportJobSchema;
  program
    .command('export')
    .description(t('write the model of a trained run as a file for other tools'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .addOption(
      new Option(
        '--format <format>',
        t('onnx: one file for ONNX runtimes; tfjs: a folder for tf.loadLayersModel'),
      )
        .choices(exportShape.format.options)
        .makeOptionMandatory(),
    )
    .addOption(checkpointOption())
    .option('--out <path>', t('file or folder to write (default: named after the run, here)'))
    .addOption(jsonOption())
    .action((run: string, options: ExportOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => exportModel(run, options, io, view)),
    );

  program
    .command('check')
    .description(t('check your work on an exercise, and say what is not right yet'))
    .argument('<path>', t("the exercise's folder, or a file in it"))
    .option('--exercise <id>', t('the exercise, as in 3.2, where the name of the folder does not tell'))
    .option('--course <dir>', t('folder of chapters, instead of those that come with LiTS Lab'))
    .addOption(
      new Option('--junit', t('print a report for CI, in the XML of JUnit')).conflicts(['json', 'github']),
    )
    .option('--junit-out <file>', t('write that report to a file'))
    .addOption(
      new Option(
        '--github',
        t('for GitHub Actions: also mark the lines, and add points and findings to the summary of the run'),
      ).conflicts('json'),
    )
    .addOption(jsonOption())
    .action((path: string, options: CheckOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => check(path, options, io, view)),
    );

  program
    .command('submit')
    .description(t('put your work on a chapter into an archive to hand in'))
    .argument('[dir]', t('your folder of the chapter'), '.')
    .option('--out <file>', t('archive to write (default: submission-chapter<id>.zip, here)'))
    .option('--name <name>', t('your name, to go into it; without this it has none'))
    .option('--weights', t('with the weights of the runs that count'))
    .addOption(
      new Option('--commit <hash>', t('the commit that the work is of, to go into it')).argParser(commitOf),
    )
    .option('--dry-run', t('only show what would go in, and what is still missing'))
    .option('--chapter <id>', t('the chapter, where the course has several'))
    .option('--course <dir>', t('folder of chapters, instead of those that come with LiTS Lab'))
    .addOption(jsonOption())
    .action((dir: string, options: SubmitOptions & { json?: boolean }) =>
      perform(options.json, false, (view) => submit(dir, options, io, view)),
    );

  program
    .command('workflow')
    .description(t('write a workflow for GitHub Actions that checks the work in a repository on each push'))
    .argument('[dir]', t('folder in the repository'), '.')
    .option(
      '--vsix <url>',
      t("address of LiTS Lab's package for linux-x64 (default: the variable LITS_VSIX)"),
    )
    .option('--force', t('write it anew where it is there already'))
    .addOption(jsonOption())
    .action((dir: string, options: WorkflowOptions & { json?: boolean }) =>
      perform(options.json, false, (view) => workflow(dir, options, io, view)),
    );

  program
    .command('review')
    .description(t('check every submission in a folder again, and list the points'))
    .argument('<dir>', t('folder with submissions: archives or folders, in any depth'))
    .option('--jobs <n>', t('checks at the same time (default: as many as cores and memory allow)'), countOf)
    .option(
      '--data <dir>',
      t(
        'data set to measure handed-in weights on (default: what they say of themselves is marked unverified)',
      ),
    )
    .option('--csv <file>', t('also write the points as a table for spreadsheets'))
    .option('--xlsx <file>', t('the same as a workbook for Excel and others'))
    .option(
      '--from-artifacts',
      t("take the submissions' own reports, as runs of GitHub Actions upload them, and check nothing"),
    )
    .option('--html <dir>', t('also write a page with feedback for each student, in their language'))
    .option(
      '--step <points>',
      t('points are multiples of this, rounded up; 0: as measured'),
      stepOf,
      usualStep,
    )
    .option('--chapter <id>', t('the chapter, where the course has several'))
    .option('--course <dir>', t('folder of chapters, instead of those that come with LiTS Lab'))
    .addOption(jsonOption())
    .action((dir: string, options: ReviewCommandOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => review(dir, options, io, view)),
    );

  program
    .command('statistics')
    .description(t('what a class that was reviewed has found hard: points, tasks, checks, findings'))
    .argument('<dir>', t('folder that was reviewed'))
    .addOption(jsonOption())
    .action((dir: string, options: { json?: boolean }) =>
      perform(options.json, false, (view) => statistics(dir, io, view)),
    );

  program
    .command('grade')
    .description(t('give points and comments for a submission, beside those of the checks; or show them'))
    .argument('<dir>', t('folder that was reviewed'))
    .argument('<student>', t('name, or place in the folder'))
    .argument('[task]', t('as in 3.2/baseline; without it, what holds for the submission as a whole'))
    .option('--points <n>', t("points of the tutor's part"), pointsNumber)
    .option('--rubric <ids...>', t('rubric items that apply: their points count where --points is not given'))
    .option('--comment <text>', t('a comment for the student'))
    .addOption(
      new Option('--kind <kind>', t('what the comment is'))
        .choices(commentKindSchema.options)
        .default('informative'),
    )
    .option('--override <n>', t('points of the task instead of those of checks and tutor'), pointsNumber)
    .option('--late <days>', t('days after the deadline'), pointsNumber)
    .option('--extension <days>', t('days that were granted'), pointsNumber)
    .option('--deduct <n>', t('points that are taken off the total'), pointsNumber)
    .option('--reason <text>', t('why'))
    .option('--tutor <name>', t('who grades (default: the user of this machine)'))
    .addOption(jsonOption())
    .action(
      (dir: string, student: string, task: string | undefined, options: GradeOptions & { json?: boolean }) =>
        perform(options.json, false, (view) =>
          grade({ dir, student, ...(task === undefined ? {} : { task }) }, options, io, view),
        ),
    );

  program
    .command('rubric')
    .description(
      t('list the rubric items of a reviewed folder, add one, or change or delete one for all who have it'),
    )
    .argument('<dir>', t('folder that was reviewed'))
    .argument('[task]', t('as in 3.2/baseline'))
    .option('--add <text>', t('a new item of the task, with --points'))
    .option('--change <id>', t('the item to give another --text, other --points'))
    .addOption(
      new Option('--delete <id>', t('the item that is to count for nobody any more')).conflicts([
        'add',
        'change',
      ]),
    )
    .option('--text <text>', t('its new text'))
    .option('--points <n>', t('points that it brings; may be negative'), numberOf(z.number()))
    .option('--tutor <name>', t('who grades (default: the user of this machine)'))
    .addOption(jsonOption())
    .action((dir: string, task: string | undefined, options: RubricOptions & { json?: boolean }) =>
      perform(options.json, false, (view) =>
        rubric({ dir, ...(task === undefined ? {} : { task }) }, options, io, view),
      ),
    );

  program
    .command('quiz')
    .description(t('ask questions about a model and its runs, for understanding: never graded'))
    .argument('<path>', t('file that defines a training, or the folder of an exercise'))
    .option('--seed <n>', t('same seed, same questions'), numberOf(settingShape.seed), 1)
    .option('--answers', t('with the answers, for the tutor'))
    .option('--course <dir>', t('folder of chapters, instead of those that come with LiTS Lab'))
    .addOption(jsonOption())
    .action((path: string, options: QuizOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => quiz(path, options, io, view)),
    );

  const runs = program.command('runs').description(t('look at runs, and compare them'));
  runs
    .command('list')
    .description(t('list the runs that are at home here, the latest first'))
    .addOption(jsonOption())
    .action((options: { json?: boolean }) => perform(options.json, false, (view) => listRuns(io, view)));

  runs
    .command('show')
    .description(t('show what a run was made from, and its epochs'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .option(
      '--hardest <n>',
      t('also the slices with the highest loss in its last evaluation, that of the training split first'),
      numberOf(z.int().positive().optional()),
    )
    .addOption(jsonOption())
    .action((run: string, options: { hardest?: number; json?: boolean }) =>
      perform(options.json, false, (view) => showRun(run, options, io, view)),
    );

  runs
    .command('compare')
    .description(t('compare runs: their best figures, and what differs in what they were made from'))
    .argument('<runs...>', t('folders of runs, or their names in .lits/runs'))
    .addOption(jsonOption())
    .action((given: string[], options: { json?: boolean }) =>
      perform(options.json, false, (view) => compareRuns(given, io, view)),
    );

  withProcesses(runs.command('resume'))
    .description(t('go on with a run that was stopped or killed, as if it had never been'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .addOption(deviceOption().default(undefined, t('the one that it began on')))
    .option(
      '--threads <n>',
      t('CPU threads (default: as many as it began with)'),
      numberOf(trainShape.threads),
    )
    .addOption(checkpointEveryOption())
    .addOption(jsonOption())
    .action((run: string, options: ResumeOptions & { json?: boolean }, command: Command) => {
      const problem = processesProblem(options, options.device ?? 'torch');
      if (problem !== undefined) command.error(t('error: {0}', problem));
      return perform(options.json, true, (view) => resumeRun(run, options, io, view));
    });

  runs
    .command('delete')
    .description(t('delete a run with its checkpoints and evaluations, for good'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .addOption(jsonOption())
    .action((run: string, options: { json?: boolean }) =>
      perform(options.json, false, (view) => deleteRun(run, io, view)),
    );

  runs
    .command('export')
    .description(t('write all that a run has measured as CSV: a row for each step and validation'))
    .argument('<run>', t("a run's folder, or its name in .lits/runs"))
    .option('--out <file>', t('file to write (default: print it)'))
    .addOption(jsonOption())
    .action((run: string, options: { out?: string; json?: boolean }) =>
      perform(options.json, false, (view) => exportMetrics(run, options, io, view)),
    );

  const data = program.command('data').description(t('look at a data set, and choose one'));
  data
    .command('check')
    .description(t('look at every picture, and say what is wrong or doubtful in a data set'))
    .option('--data <dir>', t('Clean_LiTS folder (default: the nearest one above)'))
    .option('--out <file>', t('file to write the page to, in Markdown (default: print it)'))
    .addOption(jsonOption())
    .action((options: DataCheckOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => checkData(options, io, view)),
    );

  data
    .command('list')
    .description(t('list the data sets that were used on this machine: place, slices, what is missing'))
    .addOption(jsonOption())
    .action((options: { json?: boolean }) => perform(options.json, false, (view) => listData(io, view)));

  data
    .command('use')
    .description(t('use a data set in this folder and below, instead of the nearest one'))
    .argument('<dir>', t('Clean_LiTS folder, or its number in the list'))
    .addOption(jsonOption())
    .action((dir: string, options: { json?: boolean }) =>
      perform(options.json, false, (view) => useData(dir, io, view)),
    );

  data
    .command('forget')
    .description(t('take a data set from the list; its files stay'))
    .argument('<dir>', t('Clean_LiTS folder, or its number in the list'))
    .addOption(jsonOption())
    .action((dir: string, options: { json?: boolean }) =>
      perform(options.json, false, (view) => forgetData(dir, io, view)),
    );

  program
    .command('doctor')
    .description(t('check what training needs: Node.js, engine, device, threads, memory, data set'))
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: { data?: string; json?: boolean }) =>
      perform(options.json, false, (view) => doctor(options, io, view)),
    );

  program
    .command('demo', { hidden: true })
    .description(t('prepare sample data, train a small CNN, evaluate it, write demo-report.html'))
    .option('--patients <n>', t('how many patients'), numberOf(prepareShape.patients), 60)
    .option('--slices <n>', t('slices of a patient'), numberOf(prepareShape.slices), 24)
    .option('--epochs <n>', t('epochs, instead of what FILE says'), numberOf(settingShape.epochs))
    .option('--steps <n>', t('stop after so many steps'), numberOf(trainShape.maxSteps))
    .addOption(jsonOption())
    .action((options: DemoOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => demo(options, io, view)),
    );

  return program;
}

/** Reads `LOW,HIGH`. */
function windowOf(text: string): [number, number] {
  const [low, high, ...more] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (more.length === 0 && low !== undefined && high !== undefined && low < high) return [low, high];
  throw new InvalidArgumentError(t('Two numbers are needed, the lower one first, as in -160,240.'));
}

/** Reads the hash of a commit, which Git writes in 40 or more hexadecimal digits. */
function commitOf(text: string): string {
  if (commitSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError(t('The hash of a commit is needed, as git rev-parse HEAD prints it.'));
}

const countOf = numberOf(z.int().min(1).max(256));
const pointsNumber = numberOf(z.number().min(0));
const stepOf = numberOf(z.number().min(0).max(10));

/** Reads an option's number by the rules of the job that will get it. */
function numberOf(schema: z.ZodType<number | undefined>): (text: string) => number | undefined {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const read = validate(schema, Number.isNaN(value) ? text : value);
    if (read.ok) return read.value;
    throw new InvalidArgumentError(faultLines(read.faults));
  };
}
