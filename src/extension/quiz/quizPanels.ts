import { randomInt } from 'node:crypto';
import { basename, dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { quizPanel, type Question, type QuizPanel, type Standing, type Taken } from '../../panels/quiz';
import { makeQuiz } from '../../quiz';
import { readRuns, runsFolder, runsHome } from '../../runs';
import { t } from '../../words';
import { summarizeModel } from '../course/studentModel';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import { showPlace, type Reporter } from '../kit/reporter';
import type { WorkerProgram } from '../kit/workerProgram';
import { recordAnswer } from './quizRecord';

/** Questions about a file; they are made again where the window has forgotten them. */
interface Subject {
  file: string;
  seed: number;
  questions?: readonly Question[];
}

type Panel = OpenPanel<QuizPanel, Subject>;

export interface QuizServices {
  worker: WorkerProgram;
  reporter: Reporter;
  extensionUri: vscode.Uri;
}

/** Few enough digits to be told to a tutor. */
const seeds = 10_000;

/** The quizzes: one for each file. */
export class QuizPanels implements vscode.Disposable {
  readonly host: PanelHost<QuizPanel, Subject>;
  /** Answers are written one after the other. */
  private recording: Promise<unknown> = Promise.resolve();

  constructor(private readonly services: QuizServices) {
    this.host = new PanelHost(
      {
        viewType: panelTypes.quiz,
        name: 'Quiz', // no text: for the log
        page: 'quiz',
        contract: quizPanel,
        keyOf: ({ file }) => file,
        titleOf: ({ file }) => t('Quiz: {0}', basename(file)),
        subjectOf: ({ file, seed }) => ({ file, seed }),
        serve: (panel) => ({
          onReady: () => this.snapshot(panel),
          onMessage: (message) =>
            message.type === 'again' ? this.askAnew(panel) : showCode(panel.subject, message.question),
          answers: { taken: (taken) => this.record(panel.subject, taken) },
        }),
      },
      services.extensionUri,
      services.reporter,
    );
  }

  /** Asks about the model of a file as it is now. */
  async show(file: string): Promise<void> {
    const subject = await this.draw(file);
    const shown = this.host.reveal(subject);
    if (!shown) return;
    shown.subject = subject;
    await this.snapshot(shown);
  }

  dispose(): void {
    this.host.dispose();
  }

  private async askAnew(panel: Panel): Promise<void> {
    panel.subject = await this.draw(panel.subject.file);
    await this.snapshot(panel);
  }

  private async draw(file: string): Promise<Subject> {
    const seed = randomInt(seeds);
    return { file, seed, questions: await this.questionsOn(file, seed) };
  }

  private async snapshot(panel: Panel): Promise<void> {
    const { file, seed } = panel.subject;
    const questions = panel.subject.questions ?? (await this.questionsOn(file, seed));
    panel.subject = { file, seed, questions };
    panel.tell({ type: 'snapshot', file, seed, questions: [...questions] });
  }

  private async questionsOn(file: string, seed: number): Promise<Question[]> {
    const { runs } = await readRuns(join(await homeOf(file), runsFolder));
    return makeQuiz({ model: await summarizeModel(file, this.services), runs }, seed);
  }

  private async record({ file, seed, questions = [] }: Subject, taken: Taken): Promise<Standing> {
    const home = await homeOf(file);
    const given = {
      file: relative(home, file).split(sep).join('/'),
      question: taken.question,
      seed,
      right: questions.find(({ id }) => id === taken.question)?.answer === taken.choice,
    };
    const record = () => recordAnswer(join(home, '.lits', 'quiz.json'), given, new Date());
    const recorded = this.recording.then(record, record);
    this.recording = recorded;
    return recorded;
  }
}

/** Where the runs of a file have their home, and its answers too. */
async function homeOf(file: string): Promise<string> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  return folder ? runsHome(dirname(file), folder.uri.fsPath) : dirname(file);
}

async function showCode({ file, questions = [] }: Subject, id: string): Promise<void> {
  const at = questions.find((question) => question.id === id)?.at;
  if (at) await showPlace(join(dirname(file), at.file), at.line, at.column ?? 1);
}
