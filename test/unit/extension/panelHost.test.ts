import { awaitedMillis } from '../../patience.mjs';
import * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { PanelHost, type PanelKind } from '../../../src/extension/kit/panelHost';
import type { Reporter } from '../../../src/extension/kit/reporter';
import type { PanelContract, PanelTypes } from '../../../src/panels/contract';

/** The editor's webview panels, as far as a host uses them. */
class FakePanel {
  title = '';
  visible = true;
  viewColumn = 1;
  revealed = 0;
  posted: unknown[] = [];
  private readonly listeners = new Map<string, (value: unknown) => void>();
  readonly webview = {
    html: '',
    cspSource: 'https://host',
    asWebviewUri: (uri: unknown) => uri,
    postMessage: (message: unknown) => Promise.resolve(this.posted.push(message) > 0),
    onDidReceiveMessage: this.on('message'),
  };
  readonly onDidChangeViewState = this.on('view');
  readonly onDidDispose = this.on('dispose');

  fire(event: 'message' | 'view' | 'dispose', value?: unknown): void {
    this.listeners.get(event)?.(value);
  }
  reveal(): void {
    this.revealed++;
  }
  dispose(): void {
    this.fire('dispose');
  }
  private on(event: string) {
    return (listener: (value: unknown) => void) => {
      this.listeners.set(event, listener);
      return { dispose: () => this.listeners.delete(event) };
    };
  }
}

const made = vi.hoisted(() => ({
  panels: [] as unknown[],
  places: [] as unknown[],
  groups: [] as unknown[],
}));
vi.mock('vscode', () => ({
  Uri: { file: (path: string) => path, joinPath: (...parts: unknown[]) => parts.join('/') },
  Disposable: {
    from: (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) }),
  },
  l10n: {},
  TabInputText: class {},
  TabInputWebview: class {
    constructor(readonly viewType: string) {}
  },
  ViewColumn: { Beside: -2 },
  window: {
    tabGroups: { all: made.groups },
    createWebviewPanel: (_type: string, _title: string, place: unknown) => {
      const panel = new FakePanel();
      made.places.push(place);
      made.panels.push(panel);
      return panel;
    },
  },
}));

interface Example extends PanelTypes {
  toPage: { text: string };
  fromPage: { text: string };
  questions: Record<never, never>;
  state: { file: string };
}
const contract: PanelContract<Example> = {
  toPage: z.object({ text: z.string() }),
  fromPage: z.object({ text: z.string() }),
  questions: {},
  state: z.object({ file: z.string() }),
};

let hidden: string[];
let closed: string[];
let host: PanelHost<Example, { file: string }>;

beforeEach(() => {
  made.panels = [];
  hidden = [];
  closed = [];
  const kind: PanelKind<Example, { file: string }> = {
    viewType: 'lits.model',
    name: 'Example',
    page: 'model',
    contract,
    keyOf: ({ file }) => file,
    titleOf: ({ file }) => `About ${file}`,
    subjectOf: (state) => state,
    serve: (panel) => ({
      onReady: () => {
        panel.tell({ text: panel.subject.file });
        return Promise.resolve();
      },
      onMessage: () => Promise.resolve(),
      answers: {},
      onHidden: () => hidden.push(panel.subject.file),
      onClosed: () => closed.push(panel.subject.file),
    }),
  };
  const reporter = { log: { warn: vi.fn() }, error: vi.fn() } as unknown as Reporter;
  host = new PanelHost(kind, 'extension' as never, reporter);
});

const lastMade = () => made.panels.at(-1) as FakePanel;

it('finds an open panel by what it is about', () => {
  const opened = host.open({ file: 'a.ts' });
  expect(host.find({ file: 'a.ts' })).toBe(opened);
  expect(host.find({ file: 'b.ts' })).toBeUndefined();
});

it('gives a panel its page and title, and serves the page when it is ready', async () => {
  host.open({ file: 'a.ts' });
  expect(lastMade().title).toBe('About a.ts');
  expect(lastMade().webview.html).toContain('extension/dist/webview/model.js');
  lastMade().fire('message', { kind: 'ready' });
  await vi.waitFor(
    () => expect(lastMade().posted).toEqual([{ kind: 'tell', message: { text: 'a.ts' } }]),
    awaitedMillis,
  );
});

describe('a new panel', () => {
  const panel = { input: new vscode.TabInputWebview('mainThreadWebview-lits.metrics') };
  const file = { input: new vscode.TabInputText(vscode.Uri.file('')) };
  const preview = { input: undefined };
  const group = (viewColumn: number, isActive: boolean, ...tabs: object[]) => ({
    viewColumn,
    isActive,
    tabs,
    activeTab: tabs.at(-1),
  });

  it.each([
    ['beside the only editor', [group(1, true, file)], -2],
    ['beside the only editor, which another panel lies behind', [group(1, true, panel, file)], -2],
    ['beside instructions that are alone', [group(1, true, preview)], -2],
    ['with a panel that is alone', [group(1, true, panel)], 1],
    ['in a column that is there', [group(1, true, file), group(2, false, preview)], 2],
    [
      'over the instructions, though the keyboard is there',
      [group(1, false, file), group(2, true, preview)],
      2,
    ],
    ['where another panel is', [group(1, true, file), group(2, false, preview), group(3, false, panel)], 3],
    ['not over a file that covers another panel', [group(1, true, panel, file), group(2, false, preview)], 2],
    [
      'where another panel is, where every column shows a file',
      [group(1, false, panel, file), group(2, true, file)],
      1,
    ],
  ])('opens %s, and leaves the keyboard where it is', (_where, groups, viewColumn) => {
    made.groups.splice(0, made.groups.length, ...groups);
    host.open({ file: 'a.ts' });
    expect(made.places.at(-1)).toEqual({ viewColumn, preserveFocus: true });
  });
});

it('fills a panel that the window has kept with what its page was about', () => {
  const panel = new FakePanel();
  host.restore(panel as never, { file: 'kept.ts' });
  expect(host.find({ file: 'kept.ts' })).toBeDefined();
  expect(panel.title).toBe('About kept.ts');
});

it('closes a panel whose kept state it cannot read', () => {
  const panel = new FakePanel();
  const closed = vi.spyOn(panel, 'dispose');
  host.restore(panel as never, { file: 3 });
  expect(closed).toHaveBeenCalled();
  expect(host.all()).toEqual([]);
});

it('shows another subject in the same panel', () => {
  const opened = host.open({ file: 'a.ts' });
  opened.subject = { file: 'b.ts' };
  opened.reload();
  expect(host.find({ file: 'b.ts' })).toBe(opened);
  expect(lastMade().title).toBe('About b.ts');
});

it('tells what serves a page when the page is hidden', () => {
  host.open({ file: 'a.ts' });
  lastMade().visible = false;
  lastMade().fire('view');
  expect(hidden).toEqual(['a.ts']);
  expect(closed).toEqual([]);
});

it('forgets a panel that is closed, and posts nothing to it', () => {
  const opened = host.open({ file: 'a.ts' });
  opened.close();
  opened.tell({ text: 'too late' });
  expect(host.all()).toEqual([]);
  expect(lastMade().posted).toEqual([]);
});

it('leaves panels open when the extension ends', () => {
  host.open({ file: 'a.ts' });
  const closed = vi.spyOn(lastMade(), 'dispose');
  host.dispose();
  expect(closed).not.toHaveBeenCalled();
  lastMade().fire('message', { kind: 'ready' });
  expect(lastMade().posted).toEqual([]);
});
