import { randomInt } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import {
  reviewPanel,
  type FromReview,
  type OralQuestions,
  type ReviewPanel,
  type SubmittedRun,
} from '../../panels/review';
import type { EvaluationKey } from '../../panels/evaluation';
import { FailureError } from '../../protocol/failure';
import type { ClassReview } from '../../protocol/review';
import { makeQuiz } from '../../quiz';
import { ClassMaterial } from '../../submissions/classMaterial';
import { readClass } from '../../submissions/readClass';
import { thisTutor } from '../../submissions/thisTutor';
import { t } from '../../words';
import type { Course } from '../course/course';
import { panelTypes } from '../kit/commandIds';
import { columnBesidePanel } from '../kit/panelColumn';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import { showPlace, type Reporter } from '../kit/reporter';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { GradeKeeper } from './gradeKeeper';
import { reviewFolder } from './reviewFolder';

/** Its subject is the reviewed folder. */
type Panel = OpenPanel<ReviewPanel, string>;

export interface ReviewServices {
  extensionUri: vscode.Uri;
  course: Course;
  runs: WorkspaceRuns;
  worker: WorkerProgram;
  reporter: Reporter;
  showMetrics: (runDir: string) => void;
  showEvaluation: (runDir: string, which: EvaluationKey) => void;
}

/** What is known of the class that a panel shows. */
interface Shown {
  keeper: GradeKeeper;
  review?: ClassReview;
  material?: ClassMaterial;
}

/** Few enough digits to be told to a student. */
const seeds = 10_000;

/** The reviews: one for each folder of submissions. */
export class ReviewPanels implements vscode.Disposable {
  readonly host: PanelHost<ReviewPanel, string>;
  private readonly shown = new WeakMap<Panel, Shown>();

  constructor(private readonly services: ReviewServices) {
    const { extensionUri, reporter } = services;
    this.host = new PanelHost(
      {
        viewType: panelTypes.review,
        name: 'Review', // no text: for the log
        page: 'review',
        contract: reviewPanel,
        keyOf: (root) => root,
        titleOf: (root) => t('Review: {0}', basename(root)),
        subjectOf: ({ root }) => root,
        serve: (panel) => {
          const keeper = new GradeKeeper(panel.subject, thisTutor(), {
            tell: (message) => panel.tell(message),
            onReview: () => this.follow(this.snapshot(panel)),
            onError: (error) => void reporter.error(error, 'Review'),
          });
          this.shown.set(panel, { keeper });
          return {
            onReady: async () => {
              await keeper.restart();
              await this.snapshot(panel);
            },
            onMessage: (message) => this.act(panel, message),
            answers: {
              material: (wanted) => this.materialOf(panel).tasks(wanted),
              runs: ({ submission }) => this.runs(panel, submission),
              passages: ({ place }) => this.passages(panel, place),
              oral: ({ submission, exercise }) => this.oral(panel, submission, exercise),
            },
            onClosed: () => keeper.dispose(),
          };
        },
      },
      extensionUri,
      reporter,
    );
  }

  show(root: string): void {
    this.host.reveal(root);
  }

  dispose(): void {
    this.host.dispose();
  }

  private follow(doing: Promise<void>): void {
    doing.catch((error: unknown) => this.services.reporter.error(error, 'Review'));
  }

  private async snapshot(panel: Panel): Promise<void> {
    const root = panel.subject;
    const shown = this.shown.get(panel);
    if (!shown) return;
    const review = await readClass(root).catch((error: unknown) => {
      if (!(error instanceof FailureError)) throw error;
      panel.tell({ type: 'gone', root, text: error.failure.what });
      return undefined;
    });
    if (!review) return;
    if (review.createdAt !== shown.review?.createdAt) {
      const chapter = await this.chapterOf(review);
      shown.review = review;
      shown.material = new ClassMaterial(root, chapter.exercises, review);
    }
    panel.tell({ type: 'class', root, tutor: thisTutor().name, review });
    await shown.keeper.follow(review.submissions.map(({ id }) => id));
  }

  private async chapterOf({ chapter: { id, title } }: Pick<ClassReview, 'chapter'>) {
    const chapter = (await this.services.course.chapters()).find(({ manifest }) => manifest.id === id);
    if (chapter) return chapter;
    throw new FailureError({
      what: t('The chapter "{0}" of this review is not part of this extension.', title),
      next: t('Install the version of LiTS Lab that the class has worked with.'),
    });
  }

  private materialOf(panel: Panel): ClassMaterial {
    const material = this.shown.get(panel)?.material;
    if (material) return material;
    throw new FailureError({ what: t('{0} was not reviewed yet.', panel.subject) });
  }

  private async act(panel: Panel, message: FromReview): Promise<void> {
    switch (message.type) {
      case 'grade':
      case 'terms':
      case 'notes':
      case 'rubric':
        return this.shown.get(panel)?.keeper.keep(message);
      case 'openFile': {
        const { submission, exercise, file, line = 1 } = message;
        const path = await this.materialOf(panel).file(submission, exercise, file);
        return showPlace(path, line, 1, columnBesidePanel(panelTypes.review));
      }
      case 'openAlike':
        return this.openAlike(panel, message.submission, message.place);
      case 'showRun':
        await this.services.runs.visit(message.run);
        return this.services.showMetrics(message.run);
      case 'showEvaluation':
        await this.services.runs.visit(message.run);
        return this.services.showEvaluation(message.run, {
          split: message.split,
          checkpoint: message.checkpoint,
        });
      case 'again':
        return this.reviewAgain(panel);
    }
  }

  private async reviewAgain(panel: Panel): Promise<void> {
    const known = this.shown.get(panel)?.review;
    const [first] = await this.services.course.chapters();
    const chapter = known ? await this.chapterOf(known) : first;
    if (!chapter) return;
    await reviewFolder(panel.subject, chapter, this.services);
    await this.snapshot(panel);
  }

  private likenessAt(panel: Panel, place: number) {
    return this.shown.get(panel)?.review?.likeness?.sources[place];
  }

  private async passages(panel: Panel, place: number) {
    const pair = this.likenessAt(panel, place);
    if (!pair) return [];
    const material = this.materialOf(panel);
    return Promise.all(
      pair.passages.map(async ({ one, other }) => ({
        one: await material.passage(pair.one, pair.exercise, one),
        other: await material.passage(pair.other, pair.exercise, other),
      })),
    );
  }

  /** The submission that is looked at stands on the left. */
  private async openAlike(panel: Panel, submission: string, place: number): Promise<void> {
    const pair = this.likenessAt(panel, place);
    const [passage] = pair?.passages ?? [];
    if (!pair || !passage) return;
    const material = this.materialOf(panel);
    const fileOf = async (which: 'one' | 'other') =>
      vscode.Uri.file(await material.file(pair[which], pair.exercise, passage[which].path));
    const sides = pair.one === submission ? (['one', 'other'] as const) : (['other', 'one'] as const);
    const [left, right] = [await fileOf(sides[0]), await fileOf(sides[1])];
    const line = passage[sides[1]].from - 1;
    await vscode.commands.executeCommand('vscode.diff', left, right, passage[sides[0]].path, {
      selection: new vscode.Range(line, 0, line, 0),
      viewColumn: columnBesidePanel(panelTypes.review),
    } satisfies vscode.TextDocumentShowOptions);
  }

  private async runs(panel: Panel, submission: string): Promise<SubmittedRun[]> {
    return (await this.materialOf(panel).runs(submission)).map(({ dir, run: { record, evaluations } }) => ({
      run: dir,
      name: record.name,
      file: basename(record.file.replaceAll('\\', '/')),
      createdAt: record.createdAt,
      state: record.state,
      epochs: record.progress?.epoch,
      valLoss: record.best?.valLoss,
      valAccuracy: record.best?.valAccuracy,
      evaluations: evaluations.map(({ provenance: { split, checkpoint }, bySlice }) => ({
        split,
        checkpoint,
        accuracy: bySlice.figures.accuracy,
      })),
    }));
  }

  /** Asks about each model of an exercise that the submission has. */
  private async oral(panel: Panel, submission: string, exercise: string): Promise<OralQuestions[]> {
    const { worker, reporter } = this.services;
    const material = this.materialOf(panel);
    const runs = (await material.runs(submission)).map(({ run }) => run);
    const { folder, files } = await material.stagedModels(submission, exercise);
    const asked: OralQuestions[] = [];
    for (const file of files) {
      const model = await doVisibleJob(
        'summarize',
        { file },
        {
          title: t('Building the model'),
          worker,
          nodePath: settingsFor().nodePath,
          logFile: join(dirname(folder), 'log.txt'),
          cwd: folder,
          log: reporter.log,
        },
      );
      const seed = randomInt(seeds);
      asked.push({ file: basename(file), seed, questions: makeQuiz({ model, runs }, seed) });
    }
    return asked;
  }
}
