import { beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { UserError } from '../../../src/extension/kit/errors';
import { PanelLine, type PanelService } from '../../../src/extension/kit/panelLine';
import type { PanelContract, PanelTypes, ToPageEnvelope } from '../../../src/panels/contract';

interface Example extends PanelTypes {
  toPage: { text: string };
  fromPage: { text: string };
  questions: { double: { question: number; answer: number } };
  state: null;
}
const textSchema = z.object({ text: z.string() });
const contract: PanelContract<Example> = {
  toPage: textSchema,
  fromPage: textSchema,
  questions: { double: { question: z.number(), answer: z.number() } },
  state: z.null(),
};

let posted: ToPageEnvelope[];
let warnings: string[];
let reported: unknown[];
let heard: string[];
let service: PanelService<Example>;
let line: PanelLine<Example>;

beforeEach(() => {
  [posted, warnings, reported, heard] = [[], [], [], []];
  service = {
    onReady: () => {
      line.tell({ text: 'hello' });
      return Promise.resolve();
    },
    onMessage: ({ text }) => {
      heard.push(text);
      return Promise.resolve();
    },
    answers: { double: (value) => Promise.resolve(2 * value) },
  };
  line = new PanelLine(contract, {
    post: (envelope) => posted.push(envelope),
    warn: (text) => warnings.push(text),
    report: (error) => reported.push(error),
  });
});

it('serves a page that is ready', async () => {
  await line.receive({ kind: 'ready' }, service);
  expect(posted).toEqual([{ kind: 'tell', message: { text: 'hello' } }]);
});

it('hands on what the page tells', async () => {
  await line.receive({ kind: 'tell', message: { text: 'hi' } }, service);
  expect(heard).toEqual(['hi']);
});

it('answers a question with its id', async () => {
  await line.receive({ kind: 'ask', id: 7, name: 'double', question: 21 }, service);
  expect(posted).toEqual([{ kind: 'answer', id: 7, answer: 42 }]);
});

it.each([
  ['no message of any panel', 'nonsense'],
  ['no message of this panel', { kind: 'tell', message: { txt: 1 } }],
])('shows trouble in the page and logs why when it is sent %s', async (_, message) => {
  await line.receive(message, service);
  expect(heard).toEqual([]);
  expect(posted).toEqual([{ kind: 'trouble', text: expect.stringContaining('does not know') as string }]);
  expect(warnings).toHaveLength(1);
});

it.each([
  ['an unknown name', 'triple', 1],
  ['a name that every object has', 'toString', 1],
  ['what is not understood', 'double', 'two'],
])('refuses a question with %s', async (_, name, question) => {
  await line.receive({ kind: 'ask', id: 1, name, question }, service);
  expect(posted.map(({ kind }) => kind)).toEqual(['trouble', 'refuse']);
  expect(warnings).toHaveLength(1);
});

it('refuses a question that fails with the reason, and reports it', async () => {
  const error = new UserError({ what: 'There is no such number', next: 'Choose another' });
  const answers = { double: () => Promise.reject(error) };
  await line.receive({ kind: 'ask', id: 1, name: 'double', question: 1 }, { ...service, answers });
  expect(posted).toEqual([{ kind: 'refuse', id: 1, text: 'There is no such number. Choose another.' }]);
  expect(reported).toEqual([error]);
});

it('says in the page why it stays empty when it cannot be served', async () => {
  const error = new UserError({ what: 'The run cannot be read' });
  await line.receive({ kind: 'ready' }, { ...service, onReady: () => Promise.reject(error) });
  expect(posted).toEqual([{ kind: 'trouble', text: 'The run cannot be read.' }]);
  expect(reported).toEqual([error]);
});

it('reports what fails while a message is handled', async () => {
  const onMessage = vi.fn(() => Promise.reject(new Error('a fault')));
  await line.receive({ kind: 'tell', message: { text: 'hi' } }, { ...service, onMessage });
  expect(reported).toEqual([new Error('a fault')]);
});

it('logs the faults of the page', async () => {
  await line.receive({ kind: 'fault', text: 'x is undefined' }, service);
  expect(warnings).toEqual(['The page has a fault: x is undefined']);
});
