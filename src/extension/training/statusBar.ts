import * as vscode from 'vscode';
import { stateText } from '../../protocol/runState';
import { duration, loss, percent, t } from '../../words';
import { commandIds } from '../kit/commandIds';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { trainedOn } from '../../protocol/devices';
import { deviceMemoryText, timeLeft } from '../../protocol/progressText';
import { progressText } from '../kit/progressText';
import type { Training, TrainingEnd, Trainings } from './trainings';

/** How long the result of a training stays. */
const resultMillis = 60_000;

/** The one status-bar item: how far the training is, then how it ended. */
export class TrainingStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'lits.training',
    vscode.StatusBarAlignment.Left,
    10,
  );
  private readonly disposables: vscode.Disposable[];
  private hiding: NodeJS.Timeout | undefined;

  constructor(
    private readonly trainings: Trainings,
    private readonly runs: WorkspaceRuns,
  ) {
    this.item.name = t('LiTS training');
    this.disposables = [
      this.item,
      trainings.onDidStart((training) => this.showRunning(training)),
      trainings.onEvent(({ training }) => this.showRunning(training)),
      trainings.onDidEnd(({ training, end }) => this.showEnd(training, end)),
    ];
  }

  dispose(): void {
    clearTimeout(this.hiding);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private showRunning(training: Training): void {
    if (training !== this.trainings.all().at(-1)) return;
    clearTimeout(this.hiding);
    this.show('$(sync~spin)', training, this.runningText(training));
    this.item.tooltip = lines(
      training.progress && progressText(training.progress),
      this.deviceText(training),
    );
  }

  private runningText(training: Training): string {
    if (training.stopping) return t('stopping');
    const { lastStep, progress } = training;
    if (!lastStep) return progress ? progressText(progress) : t('starting');
    const epochs = this.runs.get(training.dir)?.record.config?.epochs;
    const parts = [
      epochs === undefined ? t('epoch {0}', lastStep.epoch) : t('epoch {0} of {1}', lastStep.epoch, epochs),
      t('loss {0}', loss(lastStep.loss)),
    ];
    if (progress?.etaSeconds !== undefined) parts.push(timeLeft(progress.etaSeconds));
    return parts.join(' · ');
  }

  /** The device and what its memory held at the last validation, where it tells. */
  private deviceText(training: Training): string | undefined {
    const memory = deviceMemoryText(training.lastValidation);
    const { device = training.device, ranks } = this.runs.get(training.dir)?.record ?? {};
    const on = trainedOn({ device, ranks });
    return memory && on && t('{0}, device memory: {1}', on, memory);
  }

  private showEnd(training: Training, end: TrainingEnd): void {
    const next = this.trainings.all().at(-1);
    if (next) {
      this.showRunning(next);
      return;
    }
    const best = this.runs.get(training.dir)?.record.best;
    const result = best && t('best {0}', percent(best.valAccuracy));
    const word = stateText(end.state);
    if (end.state === 'done') this.show('$(pass)', training, result ?? word);
    else if (end.state === 'stopped') this.show('$(circle-slash)', training, word);
    else this.show('$(error)', training, word);
    this.item.tooltip = lines(
      training.lastStep && t('{0} steps in {1}', training.lastStep.step, duration(training.lastStep.seconds)),
      this.deviceText(training),
    );
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => this.item.hide(), resultMillis);
  }

  private show(icon: string, training: Training, text: string): void {
    const name = this.runs.get(training.dir)?.name ?? training.name;
    this.item.text = `${icon} ${name}: ${text}`;
    this.item.accessibilityInformation = { label: `${name}: ${text}` };
    this.item.command = {
      command: commandIds.showMetrics,
      title: t('Show Metrics'),
      arguments: [training.dir],
    };
    this.item.show();
  }
}

const lines = (...texts: (string | undefined)[]): string | undefined =>
  texts.filter((text) => text !== undefined).join('\n') || undefined;
