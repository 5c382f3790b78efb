import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { asMarkdown } from '../kit/markdown';

/** Hints on one check, as they stand in the student's file. */
export interface ShownHints {
  /** What the hints are about: one thread for each. */
  key: string;
  /** What is wrong, in a few words. */
  title: string;
  /** Hints that were asked for, the latest last. */
  texts: readonly string[];
  count: number;
  at: vscode.Location;
  /** Arguments of *Show Hint* for the one after these. */
  next: readonly unknown[];
}

/** Hints, each at the place of what a check has found: whole, with those seen before, until the student closes them. */
export class HintThreads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('lits.hints', t('LiTS hints'));
  private readonly threads = new Map<string, vscode.CommentThread>();

  show({ key, title, texts, count, at, next }: ShownHints): void {
    this.close(key);
    const comments = texts.map((text, index): vscode.Comment => {
      const body = new vscode.MarkdownString(asMarkdown(text));
      if (index === texts.length - 1 && texts.length < count) {
        const link = `command:${commandIds.showHint}?${encodeURIComponent(JSON.stringify(next))}`;
        body.isTrusted = { enabledCommands: [commandIds.showHint] };
        body.appendMarkdown(`\n\n[${t('Next Hint')}](${link})`);
      }
      return {
        body,
        mode: vscode.CommentMode.Preview,
        author: { name: t('Hint {0} of {1}', index + 1, count) },
      };
    });
    const thread = this.controller.createCommentThread(at.uri, at.range, comments);
    thread.label = title;
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    this.threads.set(key, thread);
  }

  /** Takes away the hints on all but these. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of [...this.threads.keys()]) if (!keys.has(key)) this.close(key);
  }

  dispose(): void {
    this.controller.dispose();
  }

  private close(key: string): void {
    this.threads.get(key)?.dispose();
    this.threads.delete(key);
  }
}
