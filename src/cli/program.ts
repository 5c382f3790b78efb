import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type * as z from 'zod';
import { version } from '../../package.json';
import { defaultDevice, deviceIdSchema } from '../protocol/devices';
import { toFailure } from '../protocol/failure';
import { prepareJobSchema } from '../protocol/jobs/dataJobs';
import { evaluateJobSchema } from '../protocol/jobs/evaluationJobs';
import { exportJobSchema } from '../protocol/jobs/exportJob';
import { trainJobSchema } from '../protocol/jobs/trainJob';
import { checkpointSchema } from '../protocol/run';
import { check, type CheckOptions } from './commands/checkCommand';
import { demo, type DemoOptions } from './commands/demoCommand';
import { doctor } from './commands/doctorCommand';
import { evaluate, type EvaluateOptions } from './commands/evaluateCommand';
import { exportModel, type ExportOptions } from './commands/exportCommand';
import { prepare, type PrepareOptions } from './commands/prepareCommand';
import { train, type TrainOptions } from './commands/trainCommand';
import { exitCode, type ExitCode } from './exitCode';
import type { Io } from './io';
import { texts } from './texts';
import { HumanView } from './view/humanView';
import { JsonView } from './view/jsonView';
import type { View } from './view/view';

/** Runs `lits` with the arguments after its name. Resolves with the exit code; every error has been shown by then. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
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

const deviceOption = () =>
  new Option('--device <device>', texts.train.device).choices(deviceIdSchema.options).default(defaultDevice);

const checkpointOption = () =>
  new Option('--checkpoint <which>', texts.evaluate.checkpoint)
    .choices(checkpointSchema.options)
    .default('best');

type Work = (view: View) => Promise<ExitCode | void>;

function describe(io: Io, ended: (code: ExitCode) => void): Command {
  const program = new Command('lits')
    .description(texts.program.description)
    .version(version, '-V, --version', texts.program.version)
    .helpOption('-h, --help', texts.program.help)
    .addHelpText('after', `\n${texts.program.after}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
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
  program
    .command('prepare')
    .description(texts.prepare.description)
    .addOption(new Option('--sample', texts.prepare.sample).makeOptionMandatory())
    .option('--out <dir>', texts.prepare.out, '.')
    .option('--patients <n>', texts.prepare.patients, numberOf(prepareShape.patients), 60)
    .option('--slices <n>', texts.prepare.slices, numberOf(prepareShape.slices), 24)
    .option('--seed <n>', texts.prepare.seed, numberOf(prepareShape.seed), 1)
    .option('--json', texts.json)
    .action((options: PrepareOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => prepare(options, io, view)),
    );

  const { shape: trainShape } = trainJobSchema;
  program
    .command('train')
    .description(texts.train.description)
    .argument('<file>', texts.train.file)
    .option('--data <dir>', texts.train.data)
    .option('--epochs <n>', texts.train.epochs, numberOf(trainShape.epochs))
    .option('--batch-size <n>', texts.train.batchSize, numberOf(trainShape.batchSize))
    .option('--steps <n>', texts.train.steps, numberOf(trainShape.maxSteps))
    .option('--seed <n>', texts.train.seed, numberOf(trainShape.seed))
    .option('--run-dir <dir>', texts.train.runDir)
    .addOption(deviceOption())
    .option('--threads <n>', texts.train.threads, numberOf(trainShape.threads))
    .option('--json', texts.json)
    .action((file: string, options: TrainOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => train(file, options, io, view)),
    );

  const { shape: evaluateShape } = evaluateJobSchema;
  program
    .command('evaluate')
    .description(texts.evaluate.description)
    .argument('<run>', texts.evaluate.run)
    .addOption(
      new Option('--split <split>', texts.evaluate.split)
        .choices(evaluateShape.split.exclude(['train']).options)
        .default('val'),
    )
    .addOption(checkpointOption())
    .addOption(deviceOption())
    .option('--threads <n>', texts.train.threads, numberOf(evaluateShape.threads))
    .option('--json', texts.json)
    .action((run: string, options: EvaluateOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => evaluate(run, options, io, view)),
    );

  const { shape: exportShape } = exportJobSchema;
  program
    .command('export')
    .description(texts.export.description)
    .argument('<run>', texts.evaluate.run)
    .addOption(
      new Option('--format <format>', texts.export.format)
        .choices(exportShape.format.options)
        .makeOptionMandatory(),
    )
    .addOption(checkpointOption())
    .option('--out <path>', texts.export.out)
    .option('--json', texts.json)
    .action((run: string, options: ExportOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => exportModel(run, options, io, view)),
    );

  program
    .command('check')
    .description(texts.check.description)
    .argument('<path>', texts.check.path)
    .option('--exercise <id>', texts.check.exercise)
    .option('--course <dir>', texts.check.course)
    .addOption(new Option('--junit', texts.check.junit).conflicts('json'))
    .option('--json', texts.json)
    .action((path: string, options: CheckOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => check(path, options, io, view)),
    );

  program
    .command('doctor')
    .description(texts.doctor.description)
    .option('--data <dir>', texts.train.data)
    .option('--json', texts.json)
    .action((options: { data?: string; json?: boolean }) =>
      perform(options.json, false, (view) => doctor(options, io, view)),
    );

  program
    .command('demo', { hidden: true })
    .description(texts.demo.description)
    .option('--patients <n>', texts.prepare.patients, numberOf(prepareShape.patients), 60)
    .option('--slices <n>', texts.prepare.slices, numberOf(prepareShape.slices), 24)
    .option('--epochs <n>', texts.train.epochs, numberOf(trainShape.epochs))
    .option('--steps <n>', texts.train.steps, numberOf(trainShape.maxSteps))
    .option('--json', texts.json)
    .action((options: DemoOptions & { json?: boolean }) =>
      perform(options.json, true, (view) => demo(options, io, view)),
    );

  return program;
}

/** Reads an option's number by the rules of the job that will get it. */
function numberOf(schema: z.ZodType<number | undefined>): (text: string) => number | undefined {
  return (text) => {
    const parsed = schema.safeParse(text.trim() === '' ? Number.NaN : Number(text));
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`${parsed.error.issues.map(({ message }) => message).join('; ')}.`);
  };
}
