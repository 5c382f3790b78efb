import * as z from 'zod';
import { studentPipelineSchema } from '../augmentation';
import { dataCheckSchema } from '../dataCheck';
import { deviceReportSchema } from '../devices';
import { evaluationSchema } from '../evaluation';
import { modelSummarySchema } from '../modelSummary';
import { rateTestSchema } from '../rateTest';
import { runRecordSchema } from '../run';
import { browsedSchema, browseJobSchema, browseQuestions } from './browseJob';
import { checkedSchema, checkJobSchema } from './checkJob';
import {
  checkDataJobSchema,
  downloadedDataSchema,
  downloadJobSchema,
  listSlicesJobSchema,
  packedDataSchema,
  preparedDataSchema,
  preparedVolumesSchema,
  prepareJobSchema,
  slicePicturesSchema,
  slicesJobSchema,
  volumesJobSchema,
} from './dataJobs';
import { evaluateJobSchema, explainJobSchema, heatMapSchema } from './evaluationJobs';
import { exportJobSchema, exportResultSchema } from './exportJob';
import {
  cudaRuntimeJobSchema,
  cudaRuntimeSchema,
  devicesJobSchema,
  doctorJobSchema,
  doctorReportSchema,
} from './machineJobs';
import { measuredSchema, measureJobSchema } from './measureJob';
import { pipelineJobSchema, summarizeJobSchema } from './studentFileJobs';
import {
  findRateJobSchema,
  recordedProgramSchema,
  recordJobSchema,
  resumeJobSchema,
  trainJobSchema,
} from './trainJob';

/** All that a worker can do, by kind: what the job says, and what comes of it. A new job is a row here, and a handler in the worker. */
const table = {
  prepare: { job: prepareJobSchema, result: preparedDataSchema },
  download: { job: downloadJobSchema, result: downloadedDataSchema },
  volumes: { job: volumesJobSchema, result: preparedVolumesSchema },
  checkData: { job: checkDataJobSchema, result: dataCheckSchema },
  train: { job: trainJobSchema, result: runRecordSchema },
  resume: { job: resumeJobSchema, result: runRecordSchema },
  record: { job: recordJobSchema, result: recordedProgramSchema },
  findRate: { job: findRateJobSchema, result: rateTestSchema },
  evaluate: { job: evaluateJobSchema, result: evaluationSchema },
  explain: { job: explainJobSchema, result: z.array(heatMapSchema) },
  export: { job: exportJobSchema, result: exportResultSchema },
  check: { job: checkJobSchema, result: checkedSchema },
  summarize: { job: summarizeJobSchema, result: modelSummarySchema },
  measure: { job: measureJobSchema, result: measuredSchema },
  pipeline: { job: pipelineJobSchema, result: studentPipelineSchema },
  slices: { job: slicesJobSchema, result: slicePicturesSchema },
  browse: { job: browseJobSchema, result: browsedSchema },
  listSlices: { job: listSlicesJobSchema, result: packedDataSchema },
  doctor: { job: doctorJobSchema, result: doctorReportSchema },
  devices: { job: devicesJobSchema, result: z.array(deviceReportSchema) },
  cudaRuntime: { job: cudaRuntimeJobSchema, result: cudaRuntimeSchema },
};

/** What a worker answers while it does its job, by the question's name. */
const questionTable = browseQuestions;

export type JobKind = keyof typeof table;

interface Row<Kind extends JobKind> {
  job: z.infer<(typeof table)[Kind]['job']>;
  result: z.infer<(typeof table)[Kind]['result']>;
}
type Rows = { [Kind in JobKind]: Row<Kind> };

/** What a job of this kind says. */
export type JobOf<Kind extends JobKind> = Rows[Kind]['job'];
/** What comes of a job of this kind. */
export type ResultOf<Kind extends JobKind> = Rows[Kind]['result'];

/** The table, typed so that the kind of a job decides the types of its row: `jobs[kind].result.parse(…)` is a `ResultOf<kind>`. */
export const jobs: {
  readonly [Kind in JobKind]: {
    readonly job: z.ZodType<JobOf<Kind>>;
    readonly result: z.ZodType<ResultOf<Kind>>;
  };
} = table;

export type QuestionName = keyof typeof questionTable;

interface Question<Name extends QuestionName> {
  question: z.infer<(typeof questionTable)[Name]['question']>;
  answer: z.infer<(typeof questionTable)[Name]['answer']>;
}
type AllQuestions = { [Name in QuestionName]: Question<Name> };

export type QuestionOf<Name extends QuestionName> = AllQuestions[Name]['question'];
export type AnswerOf<Name extends QuestionName> = AllQuestions[Name]['answer'];

/** The table of questions, typed as `jobs` is. */
export const questions: {
  readonly [Name in QuestionName]: {
    readonly question: z.ZodType<QuestionOf<Name>>;
    readonly answer: z.ZodType<AnswerOf<Name>>;
  };
} = questionTable;
const isQuestionName = (name: string): name is QuestionName => Object.hasOwn(questionTable, name);
export const questionNames = Object.keys(questionTable).filter(isQuestionName);

/** Whether a job trains, and so writes a run. */
export const trains = (kind: JobKind): boolean => kind === 'train' || kind === 'resume';

const isJobKind = (kind: string): kind is JobKind => Object.hasOwn(table, kind);
export const jobKinds = Object.keys(table).filter(isJobKind);
