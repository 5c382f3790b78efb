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
      if (index === texts.length - 1) {
        const links = [link(t('Show Model'), commandIds.showModel, [at.uri, at.range.start.line + 1])];
        if (texts.length < count) links.unshift(link(t('Next Hint'), commandIds.showHint, next));
        body.isTrusted = { enabledCommands: [commandIds.showHint, commandIds.showModel] };
        body.appendMarkdown(`\n\n${links.join(' · ')}`);
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

/** A link of a comment that calls a command. */
function link(title: string, command: string, args: readonly unknown[]): string {
  return `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
}
