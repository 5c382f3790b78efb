import * as vscode from 'vscode';
import type { Failure } from '../../protocol/run';
import { errorText, failureText } from '../../protocol/failureText';
import { t } from '../../words';
import { commandIds, type CommandId } from './commandIds';
import { classify } from './errors';
import { fullStop, sentence } from './sentence';

const offerTitles = (): Partial<Record<CommandId, string>> => ({
  [commandIds.openChapter]: t('Open Chapter'),
  [commandIds.prepareSampleData]: t('Prepare Sample Data'),
  [commandIds.downloadDataSet]: t('Download Data Set'),
  [commandIds.chooseDataSet]: t('Choose Data Set Folder'),
});

/** A button of a message, and what it does. */
export interface MessageButton {
  title: string;
  run: () => Thenable<unknown>;
}

/** Tells the student of errors: one message with the way out, the details in the log. */
export class Reporter {
  constructor(readonly log: vscode.LogOutputChannel) {}

  /** @param doing what was attempted, for the log. */
  async error(error: unknown, doing: string): Promise<void> {
    const kind = classify(error);
    if (kind.kind === 'cancelled') return;
    if (kind.kind === 'user') {
      this.log.error(`${doing}: ${failureText(kind.failure)}`);
      await this.failure(kind.failure, kind.offers);
      return;
    }
    this.log.error(`${doing}: ${errorText(error)}`);
    await this.ask(
      t('LiTS Lab has a fault: {0} What you were doing was not completed.', fullStop(kind.message)),
      [],
    );
  }

  /** A failure in the student's terms, with the commands that mend it and further buttons. */
  async failure(
    failure: Failure,
    offers: readonly CommandId[] = [],
    more: readonly MessageButton[] = [],
  ): Promise<void> {
    const titles = offerTitles();
    const buttons: MessageButton[] = offers.flatMap((command) => {
      const title = titles[command];
      return title === undefined ? [] : [{ title, run: () => vscode.commands.executeCommand(command) }];
    });
    buttons.push(...more);
    const problem = failure.problems[0];
    if (problem)
      buttons.push({
        title: t('Go to Problem'),
        run: () => showPlace(problem.file, problem.line, problem.column),
      });
    await this.ask(sentence(failure), buttons);
  }

  private async ask(text: string, buttons: readonly MessageButton[]): Promise<void> {
    const showLog = { title: t('Show Log'), run: () => Promise.resolve(this.log.show(true)) };
    const chosen = await vscode.window.showErrorMessage(text, ...[...buttons, showLog]);
    await chosen?.run();
  }
}

/** Opens a file at a place; line and column are 1-based. */
export async function showPlace(
  file: string,
  line: number,
  column: number,
  viewColumn = vscode.ViewColumn.One,
): Promise<void> {
  const position = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    selection: new vscode.Range(position, position),
    viewColumn,
  });
}
