import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { PhaseClock } from '../../launch';
import { headline } from '../../protocol/checkReport';
import type { JobEvent } from '../../protocol/events';
import { roughText } from '../../protocol/textFile';
import type { Failure, LogLevel, MetricLine, StepLine, StudentProblem } from '../../protocol/run';
import { loss, percent, t } from '../../words';
import { show, type Io } from '../io';
import { marks } from './marks';
import { problemText } from './problemText';
import { ProgressLine } from './progressLine';
import { progressText } from './progressText';
import type { View } from './view';

/** Text for people: progress, remarks and errors on standard error, results on standard output. */
export class HumanView implements View {
  private readonly line: ProgressLine;
  private readonly clock = new PhaseClock();
  private lastStep: StepLine | undefined;

  constructor(private readonly io: Io) {
    this.line = new ProgressLine(io.stderr, () => io.now());
  }

  event(event: JobEvent): void {
    switch (event.type) {
      case 'progress': {
        const progress = this.clock.complete(event, this.io.now());
        const text = progressText(progress, event.unit === 'steps' ? this.lastStep : undefined);
        const ended = event.done >= event.total;
        this.line.update(text, event.phase, ended);
        if (ended) this.line.keep();
        break;
      }
      case 'metric':
        this.metric(event.line);
        break;
      case 'check':
        if (event.result) this.line.print(`${marks[event.result.status]} ${headline(event.result)}`);
        break;
      case 'log':
        this.line.print(logText(event.level, event.text));
        break;
      case 'state':
        break;
    }
  }

  note(text: string): void {
    this.line.print(text);
  }

  result(_value: object, text: string): void {
    this.line.keep();
    show(this.io.stdout, `${text}\n`);
  }

  failure(failure: Failure): void {
    this.line.keep();
    for (const problem of failure.problems) this.line.print(this.problem(problem));
    const told = failure.problems.some(({ message }) => failure.why?.includes(message));
    const details = [told ? undefined : failure.why, failure.next].filter((text) => text !== undefined);
    this.line.print([logText('error', failure.what), ...details].join('\n').replaceAll('\n', '\n  '));
  }

  private metric(line: MetricLine): void {
    if (line.kind === 'step') {
      this.lastStep = line;
      return;
    }
    this.line.print(
      [
        t('epoch {0}', line.epoch),
        t('loss {0}', loss(line.loss, 4)),
        t('accuracy {0}', percent(line.accuracy)),
        t('val loss {0}', loss(line.valLoss, 4)),
        t('val accuracy {0}', percent(line.valAccuracy)),
      ].join('   '),
    );
  }

  private problem(problem: StudentProblem): string {
    const shown = relative(this.io.cwd, problem.file);
    return problemText(
      problem,
      shown.startsWith('..') ? problem.file : shown,
      lineOf(problem.file, problem.line),
    );
  }
}

function logText(level: LogLevel, text: string): string {
  if (level === 'error') return t('error: {0}', text);
  return level === 'warning' ? t('warning: {0}', text) : text;
}

function lineOf(file: string, line: number): string | undefined {
  try {
    return roughText(readFileSync(file)).split(/\r?\n/)[line - 1];
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
