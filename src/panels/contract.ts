import * as z from 'zod';

/** Pages hold what they are sent against its schema, as the extension does. */
export { faultLines, validate } from '../protocol/validate';

/** Pages by the names of their scripts and style sheets in `dist/webview`. */
export type PageName =
  | 'dashboard'
  | 'comparison'
  | 'metrics'
  | 'evaluation'
  | 'augmentation'
  | 'model'
  | 'data'
  | 'quiz'
  | 'learningRate'
  | 'review';

/** The types of what a kind of panel and the extension say to each other. */
export interface PanelTypes {
  /** What the page is told. */
  toPage: unknown;
  /** What the page tells. */
  fromPage: unknown;
  /** What the page asks, and what it is answered, by name. */
  questions: Record<string, { question: unknown; answer: unknown }>;
  /** What the page keeps over a reload of the window (`vscode.setState`). */
  state: unknown;
}

/** The types that the schemas of a kind of panel stand for. */
export interface TypesOf<S extends PanelSchemas> {
  toPage: z.infer<S['toPage']>;
  fromPage: z.infer<S['fromPage']>;
  questions: {
    [N in keyof S['questions']]: {
      question: z.infer<S['questions'][N]['question']>;
      answer: z.infer<S['questions'][N]['answer']>;
    };
  };
  state: z.infer<S['state']>;
}

/** What a contract holds, whatever its types are. */
interface PanelSchemas {
  toPage: z.ZodType;
  fromPage: z.ZodType;
  questions: Record<string, { question: z.ZodType; answer: z.ZodType }>;
  state: z.ZodType;
}

/**
 * The schemas of what a kind of panel and the extension say to each other.
 *
 * The page says `ready` each time it has loaded: first, after a reload of the window, and whenever it becomes visible again.
 * Only then is it told anything. A hidden page is gone, and receives nothing.
 */
export interface PanelContract<T extends PanelTypes> {
  readonly toPage: z.ZodType<T['toPage']>;
  readonly fromPage: z.ZodType<T['fromPage']>;
  readonly questions: {
    readonly [N in keyof T['questions']]: {
      readonly question: z.ZodType<T['questions'][N]['question']>;
      readonly answer: z.ZodType<T['questions'][N]['answer']>;
    };
  };
  readonly state: z.ZodType<T['state']>;
}

/** What passes from a page to the extension, whatever panel it is. */
export const fromPageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('tell'), message: z.unknown() }),
  z.object({ kind: z.literal('ask'), id: z.number().int(), name: z.string(), question: z.unknown() }),
  /** The page's script has failed, or was told what it does not understand. */
  z.object({ kind: z.literal('fault'), text: z.string() }),
]);

/** What passes from the extension to a page, whatever panel it is. */
export const toPageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tell'), message: z.unknown() }),
  z.object({ kind: z.literal('answer'), id: z.number().int(), answer: z.unknown() }),
  /** There is no answer, and why not, in words. */
  z.object({ kind: z.literal('refuse'), id: z.number().int(), text: z.string() }),
  /** Something went wrong that the page shows, whatever else it shows. */
  z.object({ kind: z.literal('trouble'), text: z.string() }),
]);

/** The language of a page and its translations: what its HTML carries as data. */
export const pageWordsSchema = z.object({ locale: z.string(), bundle: z.record(z.string(), z.string()) });

export type FromPageEnvelope = z.infer<typeof fromPageSchema>;
export type ToPageEnvelope = z.infer<typeof toPageSchema>;
export type PageWords = z.infer<typeof pageWordsSchema>;
