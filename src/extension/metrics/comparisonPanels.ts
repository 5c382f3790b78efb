import { join } from 'node:path';
import * as vscode from 'vscode';
import { comparisonPanel, type ComparisonPanel, type FromComparison } from '../../panels/comparison';
import { t } from '../../words';
import { commandIds, panelTypes } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import { saveExport } from '../kit/saveExport';
import { showCodeDifference } from '../runs/recordedCode';
import { requireRun } from '../runs/runArgument';
import { tellingName } from '../runs/runNames';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Trainings } from '../training/trainings';
import { exerciseOfFile, type OpenedExercise } from '../course/openedExercise';
import type { Course } from '../course/course';
import { comparedRuns } from './comparedRuns';
import { CurvesFeed } from './curvesFeed';
import { exerciseComparison, runsOfExercise } from './exerciseRuns';
import { pickRuns } from './pickRuns';

/** A comparison; its subject is the folders of the runs, the one first that the others are compared with. */
type Panel = OpenPanel<ComparisonPanel, readonly string[]>;

export interface ComparisonServices {
  extensionUri: vscode.Uri;
  course: Course;
  runs: WorkspaceRuns;
  trainings: Trainings;
  reporter: Reporter;
  showMetrics: (runDir: string) => void;
}

const lookMillis = 250;

/** The page marks runs as the Runs view does. */
const marking = {
  rename: commandIds.renameRun,
  note: commandIds.noteRun,
  star: commandIds.starRun,
  delete: commandIds.deleteRun,
};

/** The comparisons of runs. */
export class ComparisonPanels implements vscode.Disposable {
  readonly host: PanelHost<ComparisonPanel, readonly string[]>;
  private readonly feeds = new WeakMap<Panel, CurvesFeed>();
  private readonly measured = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: ComparisonServices) {
    const { extensionUri, runs, trainings, reporter } = services;
    this.host = new PanelHost(
      {
        viewType: panelTypes.comparison,
        name: 'Comparison of runs', // no text: for the log
        page: 'comparison',
        ownPictures: true,
        contract: comparisonPanel,
        keyOf: (dirs) => dirs.join('\n'),
        titleOf: (dirs) => this.titleOf(dirs),
        subjectOf: ({ runDirs }) => runDirs,
        serve: (panel) => {
          const feed = new CurvesFeed((message) => panel.tell(message));
          this.feeds.set(panel, feed);
          return {
            onReady: async () => {
              await runs.ready;
              this.tellRuns(panel);
              await feed.begin(panel.subject);
            },
            onMessage: (message) => this.act(panel, message),
            answers: {},
            onHidden: () => feed.pause(),
          };
        },
      },
      extensionUri,
      reporter,
    );
    this.disposables = [
      this.host,
      { dispose: () => clearTimeout(this.timer) },
      trainings.onEvent(({ training, event }) => {
        if (event.type === 'metric') this.lookSoon(training.dir);
      }),
      runs.onDidChange(() =>
        this.host.all().forEach((panel) => {
          panel.retitle();
          if (panel.isVisible) this.tellRuns(panel);
        }),
      ),
    ];
  }

  /** Compares runs, in the panel that has them already or in a new one. */
  show(dirs: readonly string[]): void {
    this.host.reveal(dirs);
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private titleOf(dirs: readonly string[]): string {
    const { runs } = this.services;
    const known = dirs.flatMap((dir) => runs.get(dir) ?? []);
    return known.length === 2
      ? t('Compare: {0}', known.map((run) => tellingName(run, runs.all())).join(' | '))
      : t('Compare {0} Runs', dirs.length);
  }

  private tellRuns(panel: Panel): void {
    panel.tell(comparedRuns(panel.subject, this.services.runs.all()));
    this.follow(this.tellExercise(panel));
  }

  private async tellExercise(panel: Panel): Promise<void> {
    const { runs } = this.services;
    const opened = await this.exerciseOf(panel);
    const compared = panel.subject.flatMap((dir) => runs.get(dir) ?? []);
    panel.tell({ type: 'exercise', exercise: opened && (await exerciseComparison(opened, compared)) });
  }

  /** The exercise that all runs belong to. */
  private async exerciseOf({ subject }: Panel): Promise<OpenedExercise | undefined> {
    const { runs, course } = this.services;
    const files = new Set(subject.flatMap((dir) => runs.get(dir)?.record.file ?? []));
    const found = await Promise.all([...files].map((file) => exerciseOfFile(course, file)));
    return found.every((opened) => opened?.work === found[0]?.work) ? found[0] : undefined;
  }

  private async requireExercise(panel: Panel): Promise<OpenedExercise> {
    const opened = await this.exerciseOf(panel);
    if (opened) return opened;
    throw new UserError({ what: t('The runs of this comparison belong to no exercise that is open here.') });
  }

  /** Looks once for all lines that come together. */
  private lookSoon(dir: string): void {
    this.measured.add(dir);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const dirs = [...this.measured];
      this.measured.clear();
      for (const panel of this.host.all())
        this.follow(this.feeds.get(panel)?.look(dirs.filter((measured) => panel.subject.includes(measured))));
    }, lookMillis);
  }

  private follow(reading: Promise<void> | undefined): void {
    reading?.catch((error: unknown) => this.services.reporter.error(error, 'Comparison of runs'));
  }

  private async act(panel: Panel, message: FromComparison): Promise<void> {
    const { runs, showMetrics } = this.services;
    switch (message.type) {
      case 'addRuns': {
        const picked = await pickRuns(runs, panel.subject);
        if (picked) await this.choose(panel, picked);
        return;
      }
      case 'removeRun':
        return this.choose(
          panel,
          panel.subject.filter((dir) => dir !== message.runDir),
        );
      case 'export':
        return this.save(panel, message.name, message.format, Buffer.from(message.text));
      case 'exportPicture':
        return this.save(panel, message.name, 'png', Buffer.from(message.base64, 'base64'));
      case 'showMetrics':
        return showMetrics(message.runDir);
      case 'chooseLatest':
        return this.choose(panel, await runsOfExercise(await this.requireExercise(panel), runs.all()));
      case 'openAnswers': {
        const { work, exercise } = await this.requireExercise(panel);
        return openBeside(join(work, exercise.manifest.answers ?? ''));
      }
      case 'openFile': {
        const { work, exercise } = await this.requireExercise(panel);
        const file = exercise.manifest.compare?.find((one) => one === message.file);
        return file === undefined ? undefined : openBeside(join(work, file));
      }
      case 'rename':
      case 'note':
      case 'star':
      case 'delete':
        return this.mark(message.runDir, message.type);
      case 'showCode':
        return showCodeDifference(requireRun(runs, panel.subject[0]), requireRun(runs, message.runDir));
    }
  }

  private async mark(runDir: string, how: keyof typeof marking): Promise<void> {
    const isStarred = this.services.runs.get(runDir)?.marks.starred;
    const command = how === 'star' && isStarred ? commandIds.unstarRun : marking[how];
    await vscode.commands.executeCommand(command, runDir);
  }

  private save(panel: Panel, name: string, format: string, bytes: Uint8Array): Promise<void> {
    const [first = ''] = panel.subject;
    const folder = this.services.runs.get(first)?.folder ?? first;
    return saveExport({ name, format, content: () => bytes }, folder);
  }

  private async choose(panel: Panel, dirs: readonly string[]): Promise<void> {
    const added = dirs.filter((dir) => !panel.subject.includes(dir));
    panel.subject = dirs;
    panel.retitle();
    this.tellRuns(panel);
    await this.feeds.get(panel)?.add(added);
  }
}

/** Opens a file where files are edited, and leaves the comparison in sight. */
async function openBeside(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.Beside });
}
