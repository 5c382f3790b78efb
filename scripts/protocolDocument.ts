import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import * as z from 'zod';
import * as augmentation from '../src/protocol/augmentation';
import * as checkReport from '../src/protocol/checkReport';
import * as devices from '../src/protocol/devices';
import * as evaluation from '../src/protocol/evaluation';
import * as events from '../src/protocol/events';
import * as exerciseState from '../src/protocol/exerciseState';
import * as feedback from '../src/protocol/feedback';
import { givenSettingsSchema } from '../src/protocol/givenSettings';
import * as grades from '../src/protocol/grades';
import { jobKinds, jobs, questionNames, questions } from '../src/protocol/jobs';
import * as browseJob from '../src/protocol/jobs/browseJob';
import * as checkJob from '../src/protocol/jobs/checkJob';
import * as measureJob from '../src/protocol/jobs/measureJob';
import * as dataJobs from '../src/protocol/jobs/dataJobs';
import * as evaluationJobs from '../src/protocol/jobs/evaluationJobs';
import * as exportJob from '../src/protocol/jobs/exportJob';
import * as machineJobs from '../src/protocol/jobs/machineJobs';
import * as studentFileJobs from '../src/protocol/jobs/studentFileJobs';
import * as trainJob from '../src/protocol/jobs/trainJob';
import * as jsonValue from '../src/protocol/jsonValue';
import * as marks from '../src/protocol/marks';
import * as messages from '../src/protocol/messages';
import { askJob, attachJob, cancelJob, jobEvent, startJob } from '../src/protocol/methods';
import * as modelSummary from '../src/protocol/modelSummary';
import * as queue from '../src/protocol/queue';
import * as rateTest from '../src/protocol/rateTest';
import * as review from '../src/protocol/review';
import * as run from '../src/protocol/run';
import * as statistics from '../src/protocol/statistics';
import * as submission from '../src/protocol/submission';
import { protocolVersion } from '../src/protocol/version';

/** `StartMessage` and `StartAnswer` with a job and a result that fit their kind; the programs check that in two steps. */
const start = {
  startMessageSchema: z.union(
    jobKinds.map((kind) =>
      messages.startMessageSchema.extend({ kind: z.literal(kind), job: jobs[kind].job }),
    ),
  ),
  startAnswerSchema: z.union(
    jobKinds.map((kind) => messages.startAnswerSchema.extend({ result: jobs[kind].result })),
  ),
};

/** The same for `AskMessage` and `AskAnswer`. */
const ask = {
  askMessageSchema: z.union(
    questionNames.map((name) =>
      messages.askMessageSchema.extend({ name: z.literal(name), question: questions[name].question }),
    ),
  ),
  askAnswerSchema: z.union(
    questionNames.map((name) => messages.askAnswerSchema.extend({ answer: questions[name].answer })),
  ),
};

/** What the protocol's messages and files are made of, by the file below `src/protocol` that says so. */
const parts: Readonly<Record<string, object>> = {
  messages: { ...messages, ...start, ...ask },
  jsonValue,
  givenSettings: { givenSettingsSchema },
  run,
  marks,
  queue,
  events,
  evaluation,
  checkReport,
  modelSummary,
  rateTest,
  augmentation,
  devices,
  submission,
  exerciseState,
  review,
  grades,
  feedback,
  statistics,
  'jobs/trainJob': trainJob,
  'jobs/evaluationJobs': evaluationJobs,
  'jobs/exportJob': exportJob,
  'jobs/checkJob': checkJob,
  'jobs/measureJob': measureJob,
  'jobs/studentFileJobs': studentFileJobs,
  'jobs/dataJobs': dataJobs,
  'jobs/browseJob': browseJob,
  'jobs/machineJobs': machineJobs,
};

/**
 * The whole protocol as one JSON Schema (draft 2020-12), for programs that are not written in TypeScript. Its definitions are
 * named as the schemas in the code, and carry the comments that stand there.
 * @param sources folder `src/protocol`
 */
export function protocolSchema(sources: string): object {
  const names = z.registry<{ id: string }>();
  for (const [name, schema] of Object.values(parts).flatMap((part) => Object.entries(part)))
    if (schema instanceof z.ZodType && !names.has(schema)) names.add(schema, { id: definitionName(name) });
  const written = z.toJSONSchema(whole(), { metadata: names, io: 'input' });
  const definitions = written.$defs ?? {};
  for (const { name, text, fields } of Object.keys(parts).flatMap((part) => commentsIn(sources, part))) {
    const definition = definitions[definitionName(name)];
    if (!definition) continue;
    if (text) definition.description = text;
    for (const [field, comment] of fields)
      if (typeof definition.properties?.[field] === 'object')
        definition.properties[field].description = comment;
  }
  return { ...written, title: 'The protocol between a worker of LiTS Lab and its clients' };
}

/** `runRecordSchema` is defined as `RunRecord`. */
const definitionName = (name: string) => `${name[0].toUpperCase()}${name.slice(1).replace(/Schema$/, '')}`;

/** The schema of the whole protocol. No process sends such a value; its properties are the definitions to look up. */
function whole() {
  const rows = jobKinds.map((kind) => [kind, z.object(jobs[kind])] as const);
  return z.object({
    version: z.literal(protocolVersion),
    /** Methods of JSON-RPC. */
    requests: z.object({
      [attachJob.method]: z.object({ params: messages.attachMessageSchema, result: messages.snapshotSchema }),
      [startJob.method]: z.object({
        params: start.startMessageSchema,
        result: start.startAnswerSchema,
        error: z.object({ data: run.failureSchema }),
      }),
      [askJob.method]: z.object({
        params: ask.askMessageSchema,
        result: ask.askAnswerSchema,
        error: z.object({ data: run.failureSchema }),
      }),
      [cancelJob.method]: z.object({}),
    }),
    notifications: z.object({ [jobEvent.method]: z.object({ params: events.jobEventSchema }) }),
    jobs: z.object(Object.fromEntries(rows)),
    questions: z.object(
      Object.fromEntries(questionNames.map((name) => [name, z.object(questions[name])] as const)),
    ),
    /** Of a run's folder, of the queue, of a submission and of a review; of a `.jsonl`, each line. */
    files: z.object({
      'run.json': run.runRecordSchema,
      'marks.json': marks.runMarksSchema,
      'metrics.jsonl': run.metricLineSchema,
      'evaluations/<split>-<checkpoint>.json': evaluation.evaluationSchema,
      'evaluations/log.jsonl': evaluation.evaluationLineSchema,
      'submission.json': submission.submissionSchema,
      '.lits-review/class.json': review.classReviewSchema,
      '.lits-review/results/<key>.json': review.keptReportSchema,
      'queued.json': queue.queuedTrainingSchema,
      'order.json': queue.queueOrderSchema,
    }),
  });
}

interface Comments {
  /** Of the constant. */
  name: string;
  text: string | undefined;
  /** Of the fields of its first object. */
  fields: [name: string, text: string][];
}

/** What the comments of a file say of its schemas. */
function commentsIn(sources: string, part: string): Comments[] {
  const file = path.join(sources, `${part}.ts`);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isVariableStatement).map((statement) => {
    const [declaration] = statement.declarationList.declarations;
    const fields = firstObject(declaration)?.properties.flatMap((field): [string, string][] => {
      const text = commentOf(field);
      return field.name && text !== undefined ? [[field.name.getText(), text]] : [];
    });
    return { name: declaration.name.getText(), text: commentOf(statement), fields: fields ?? [] };
  });
}

function firstObject(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  return ts.isObjectLiteralExpression(node) ? node : ts.forEachChild(node, firstObject);
}

function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  return comment && ts.getTextOfJSDocComment(comment.comment)?.replace(/\s*\n\s*/g, ' ');
}
