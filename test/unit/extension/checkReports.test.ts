import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CheckReports, reportFile } from '../../../src/extension/checks/checkReports';
import { CheckProblems } from '../../../src/extension/checks/findings';
import type { Course } from '../../../src/extension/course/course';
import { openedExercises, type OpenedExercise } from '../../../src/extension/course/openedExercise';
import type { CheckReport } from '../../../src/protocol/checkReport';

const problems = vi.hoisted(() => new Map<string, string[]>());
vi.mock('vscode', () => {
  class EventEmitter {
    private readonly listeners = new Set<() => void>();
    event = (listener: () => void) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire = () => this.listeners.forEach((listener) => listener());
    dispose = () => this.listeners.clear();
  }
  return {
    EventEmitter,
    Uri: { file: (path: string) => ({ fsPath: path }) },
    Position: class {},
    Range: class {},
    Location: class {
      constructor(readonly uri: { fsPath: string }) {}
    },
    Diagnostic: class {
      constructor(
        readonly range: unknown,
        readonly message: string,
      ) {}
    },
    DiagnosticSeverity: { Warning: 1 },
    l10n: { t: (text: string, value: string) => text.replace('{0}', value) },
    languages: {
      createDiagnosticCollection: () => ({
        clear: () => problems.clear(),
        set: (uri: { fsPath: string }, found: { message: string }[]) =>
          problems.set(
            uri.fsPath,
            found.map(({ message }) => message),
          ),
        dispose: () => problems.clear(),
      }),
    },
  };
});

let folder: string;
let course: Course;
let opened: OpenedExercise;
let reports: CheckReports;

/** A report on one task, with one finding. */
const report = (actual: string): CheckReport => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '3.2', title: 'Regularization' },
  points: 0,
  max: 1,
  items: [
    {
      id: 'baseline',
      title: 'Baseline',
      file: 'baseline.ts',
      points: 0,
      max: 1,
      tutorPoints: 0,
      status: 'fail',
      checks: [
        {
          id: 'shape',
          title: 'Shape',
          status: 'fail',
          findings: [
            {
              probed: 'The model',
              expected: 'three classes',
              actual,
              hints: [],
              at: { file: 'baseline.ts', line: 4 },
            },
          ],
        },
      ],
    },
  ],
});
const shownProblems = () => problems.get(join(folder, '3.2', 'baseline.ts')) ?? [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-reports-'));
  const exercise = { folder: '3.2', path: '', manifest: { id: '3.2' } };
  const chapter = { exercises: [exercise] };
  course = { opened: () => Promise.resolve([{ chapter, folder }]) } as unknown as Course;
  [opened] = await openedExercises(course);
  problems.clear();
  reports = new CheckReports(course);
});
afterEach(() => rm(folder, { recursive: true }));

async function writeReport(text: string): Promise<void> {
  await mkdir(dirname(reportFile(opened)), { recursive: true });
  await writeFile(reportFile(opened), text);
}

it('brings back the findings of the last check to Problems when a window opens', async () => {
  await writeReport(JSON.stringify(report('two classes')));
  new CheckProblems(reports);
  await reports.open();
  expect(shownProblems()).toEqual([expect.stringContaining('two classes')]);
});

it('knows what the last report says of a task', async () => {
  await writeReport(JSON.stringify(report('two classes')));
  await reports.open();
  expect(reports.itemOf(opened, 'baseline')?.status).toBe('fail');
});

it('takes a report that cannot be read for none', async () => {
  await writeReport('{ "version": 1');
  await reports.open();
  expect(reports.all()).toEqual([]);
});

it('shows the findings of a new report in place of the earlier ones', () => {
  new CheckProblems(reports);
  reports.replace(opened, report('two classes'));
  reports.replace(opened, report('four classes'));
  expect(shownProblems()).toEqual([expect.stringContaining('four classes')]);
});

it('takes the findings of an exercise that is forgotten away, on the disk too', async () => {
  await writeReport(JSON.stringify(report('two classes')));
  new CheckProblems(reports);
  await reports.open();
  await reports.forget(opened);
  expect(shownProblems()).toEqual([]);
  await expect(readFile(reportFile(opened))).rejects.toThrow('ENOENT');
});

it('tells everyone who listens of each change', () => {
  const heard = vi.fn();
  reports.onDidChange(heard);
  reports.replace(opened, report('two classes'));
  expect(heard).toHaveBeenCalledOnce();
});
