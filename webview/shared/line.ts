import {
  faultLines,
  pageWordsSchema,
  toPageSchema,
  validate,
  type FromPageEnvelope,
  type PanelContract,
  type PanelTypes,
} from '../../src/panels/contract';
import { speak, t } from '../../src/words';
import { showTrouble } from './trouble';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** A question that got no answer. The message says why, for the student. */
export class Refused extends Error {}

interface Asked {
  answer(value: unknown): void;
  refuse(why: Refused): void;
}

/**
 * The page's end of the line to the extension: typed both ways, and what comes in is checked. Whatever goes wrong in the page
 * from now on is shown in it and told to the log.
 */
export class Line<T extends PanelTypes> {
  private readonly api = acquireVsCodeApi();
  private readonly asked = new Map<number, Asked>();
  private lastId = 0;

  /** Also sets the page's language. */
  constructor(private readonly contract: PanelContract<T>) {
    const words = pageWordsSchema.parse(JSON.parse(document.getElementById('words')?.textContent ?? ''));
    speak(words.locale, words.bundle);
    window.addEventListener('error', ({ error }: ErrorEvent) => {
      // Events without an error are remarks of the browser, as on observers of sizes.
      if (error) this.fail(error);
    });
    window.addEventListener('unhandledrejection', ({ reason }) => this.fail(reason));
  }

  /** Hears what the extension tells from now on. */
  listen(listener: (message: T['toPage']) => void): void {
    window.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.receive(data, listener));
    this.post({ kind: 'ready' });
    document.getElementById('not-shown')?.remove();
  }

  tell(message: T['fromPage']): void {
    this.post({ kind: 'tell', message });
  }

  /**
   * Asks the extension.
   * @throws Refused when it has no answer
   */
  async ask<N extends keyof T['questions'] & string>(
    name: N,
    question: T['questions'][N]['question'],
  ): Promise<T['questions'][N]['answer']> {
    const id = ++this.lastId;
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.asked.set(id, { answer: resolve, refuse: reject });
      this.post({ kind: 'ask', id, name, question });
    });
    const read = validate(this.contract.questions[name].answer, answer);
    if (read.ok) return read.value;
    throw this.notUnderstood(faultLines(read.faults));
  }

  /** What the page kept before it was hidden or reloaded; undefined when there is nothing, or nothing readable. */
  restore(): T['state'] | undefined {
    const kept = this.contract.state.safeParse(this.api.getState());
    return kept.success ? kept.data : undefined;
  }

  keep(state: T['state']): void {
    this.api.setState(state);
  }

  private receive(posted: unknown, listener: (message: T['toPage']) => void): void {
    const envelope = validate(toPageSchema, posted);
    if (!envelope.ok) {
      this.notUnderstood(faultLines(envelope.faults));
      return;
    }
    const data = envelope.value;
    switch (data.kind) {
      case 'tell': {
        const message = validate(this.contract.toPage, data.message);
        if (message.ok) listener(message.value);
        else this.notUnderstood(faultLines(message.faults));
        return;
      }
      case 'answer':
        this.take(data.id)?.answer(data.answer);
        return;
      case 'refuse':
        this.take(data.id)?.refuse(new Refused(data.text));
        return;
      case 'trouble':
        showTrouble(data.text);
    }
  }

  private take(id: number): Asked | undefined {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    return asked;
  }

  /** The page and the extension are not of one version, or one of them has a fault. */
  private notUnderstood(why: string): Refused {
    const text = t(
      'This panel was sent something that it does not understand. Close the panel and open it again. The log says more.',
    );
    showTrouble(text);
    this.post({ kind: 'fault', text: why });
    return new Refused(text);
  }

  private fail(reason: unknown): void {
    // A question that was refused: the extension has said why.
    if (reason instanceof Refused) return;
    const message = reason instanceof Error ? reason.message : String(reason);
    showTrouble(
      t(
        'This page has a fault, and may show what is no longer true ({0}). Close the panel and open it again. The log says more.',
        message,
      ),
    );
    this.post({ kind: 'fault', text: reason instanceof Error ? (reason.stack ?? message) : message });
  }

  private post(envelope: FromPageEnvelope): void {
    this.api.postMessage(envelope);
  }
}
