// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { FromPageEnvelope, PanelContract, PanelTypes } from '../../../src/panels/contract';
import { language } from '../../../src/words';
import { Line } from '../../../webview/shared/line';

interface Example extends PanelTypes {
  toPage: { text: string };
  fromPage: { text: string };
  questions: { double: { question: number; answer: number } };
  state: { place: number };
}
const textSchema = z.object({ text: z.string() });
const contract: PanelContract<Example> = {
  toPage: textSchema,
  fromPage: textSchema,
  questions: { double: { question: z.number(), answer: z.number() } },
  state: z.object({ place: z.number() }),
};

const listen = window.addEventListener.bind(window);
let posted: FromPageEnvelope[];
let kept: unknown;
let listening: AbortController | undefined;

beforeEach(() => {
  posted = [];
  kept = undefined;
  listening?.abort();
  const { signal } = (listening = new AbortController());
  vi.spyOn(window, 'addEventListener').mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => listen(type, listener, { signal }),
  );
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: FromPageEnvelope) => posted.push(message),
    getState: () => kept,
    setState: (state: unknown) => (kept = state),
  }));
  document.body.innerHTML = `<p id="not-shown">The script did not run.</p>
    <script type="application/json" id="words">{"locale":"de","bundle":{"Close":"Schließen"}}</script>`;
});

function receive(data: unknown): void {
  window.dispatchEvent(new MessageEvent('message', { data }));
}
const trouble = () => document.getElementById('trouble')?.querySelector('p')?.textContent;
const faults = () => posted.filter(({ kind }) => kind === 'fault');

it('says that the page is ready, in the language that the page carries', () => {
  new Line(contract).listen(vi.fn());
  expect(posted).toEqual([{ kind: 'ready' }]);
  expect(language()).toBe('de');
  expect(document.getElementById('not-shown')).toBeNull();
});

it('leaves the page saying that its script did not run when it fails before', () => {
  document.getElementById('words')?.remove();
  expect(() => new Line(contract)).toThrow();
  expect(document.getElementById('not-shown')).not.toBeNull();
});

it('hands on what it is told', () => {
  const listener = vi.fn();
  new Line(contract).listen(listener);
  receive({ kind: 'tell', message: { text: 'hello' } });
  expect(listener).toHaveBeenCalledWith({ text: 'hello' });
});

it('gives each question its own answer', async () => {
  const line = new Line(contract);
  line.listen(vi.fn());
  const answers = [line.ask('double', 1), line.ask('double', 2)];
  receive({ kind: 'answer', id: 2, answer: 4 });
  receive({ kind: 'answer', id: 1, answer: 2 });
  expect(await Promise.all(answers)).toEqual([2, 4]);
});

it('says why a question is refused', async () => {
  const line = new Line(contract);
  line.listen(vi.fn());
  const answer = line.ask('double', 1);
  receive({ kind: 'refuse', id: 1, text: 'There is no answer.' });
  await expect(answer).rejects.toThrow('There is no answer.');
});

it.each([
  ['no message of any panel', 'nonsense'],
  ['no message of this panel', { kind: 'tell', message: { txt: 1 } }],
])('shows trouble and tells the log when it is sent %s', (_, message) => {
  const listener = vi.fn();
  new Line(contract).listen(listener);
  receive(message);
  expect(listener).not.toHaveBeenCalled();
  expect(trouble()).toContain('does not understand');
  expect(faults()).toHaveLength(1);
});

it('shows trouble and tells the log when an answer is not understood', async () => {
  const line = new Line(contract);
  line.listen(vi.fn());
  const answer = line.ask('double', 1);
  receive({ kind: 'answer', id: 1, answer: 'two' });
  await expect(answer).rejects.toThrow('does not understand');
  expect(trouble()).toContain('does not understand');
  expect(faults()).toHaveLength(1);
});

it('shows the trouble that the extension has, until it is closed', () => {
  new Line(contract).listen(vi.fn());
  receive({ kind: 'trouble', text: 'The run cannot be read.' });
  expect(trouble()).toBe('The run cannot be read.');
  const close = document.querySelector<HTMLButtonElement>('#trouble button');
  expect(close?.textContent).toBe('Schließen');
  close?.click();
  expect(trouble()).toBeUndefined();
});

it('shows a fault of the page and tells the log', () => {
  new Line(contract).listen(vi.fn());
  window.dispatchEvent(new ErrorEvent('error', { error: new Error('x is undefined') }));
  expect(trouble()).toContain('x is undefined');
  expect(faults()).toHaveLength(1);
});

it('takes remarks of the browser for no faults', () => {
  new Line(contract).listen(vi.fn());
  window.dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop' }));
  expect(trouble()).toBeUndefined();
});

it('keeps the state of the page, and takes none that it cannot read', () => {
  const line = new Line(contract);
  line.keep({ place: 3 });
  expect(line.restore()).toEqual({ place: 3 });
  kept = { place: 'three' };
  expect(line.restore()).toBeUndefined();
});
