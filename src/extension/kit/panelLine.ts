import {
  fromPageSchema,
  type PanelContract,
  type PanelTypes,
  type ToPageEnvelope,
} from '../../panels/contract';
import { foldedStack } from '../../protocol/failureText';
import { faultLines, validate } from '../../protocol/validate';
import { t } from '../../words';
import { classify } from './errors';
import { sentence } from './sentence';

/** What stands behind a page: how the extension serves it. */
export interface PanelService<T extends PanelTypes> {
  /** The page has loaded, and knows nothing. */
  onReady(): Promise<void>;
  onMessage(message: T['fromPage']): Promise<void>;
  /** Gives the answer to each question. */
  readonly answers: {
    readonly [N in keyof T['questions']]: (
      question: T['questions'][N]['question'],
    ) => Promise<T['questions'][N]['answer']>;
  };
  /** The page is hidden, and so gone: it will say that it is ready again. */
  onHidden?(): void;
  /** The panel is closed, or this extension ends. */
  onClosed?(): void;
}

/** How a line reaches its page and the log. */
export interface LineEnds {
  post(envelope: ToPageEnvelope): void;
  warn(text: string): void;
  /** Something has failed that the student asked for. */
  report(error: unknown): void;
}

/** The extension's end of the line to a page: what comes in is checked, questions are answered, and nothing is lost in silence. */
export class PanelLine<T extends PanelTypes> {
  constructor(
    private readonly contract: PanelContract<T>,
    private readonly ends: LineEnds,
  ) {}

  tell(message: T['toPage']): void {
    this.ends.post({ kind: 'tell', message });
  }

  /** Takes what a page has posted. */
  async receive(posted: unknown, service: PanelService<T>): Promise<void> {
    const envelope = validate(fromPageSchema, posted);
    if (!envelope.ok) {
      this.notUnderstood(faultLines(envelope.faults));
      return;
    }
    const data = envelope.value;
    switch (data.kind) {
      case 'ready':
        return this.begin(service);
      case 'tell':
        return this.take(data.message, service);
      case 'ask':
        return this.hasQuestion(data.name)
          ? this.answer(data.name, data, service)
          : this.refuseUnknown(data.id, JSON.stringify(data));
      case 'fault':
        this.ends.warn(`The page has a fault: ${foldedStack(data.text)}`);
    }
  }

  /** Without what it was to be given first, a page would stay empty: it says why. */
  private async begin(service: PanelService<T>): Promise<void> {
    try {
      await service.onReady();
    } catch (error) {
      this.ends.post({ kind: 'trouble', text: reasonOf(error) });
      this.ends.report(error);
    }
  }

  private async take(posted: unknown, service: PanelService<T>): Promise<void> {
    const message = validate(this.contract.fromPage, posted);
    if (!message.ok) {
      this.notUnderstood(faultLines(message.faults));
      return;
    }
    try {
      await service.onMessage(message.value);
    } catch (error) {
      this.ends.report(error);
    }
  }

  private hasQuestion(name: string): name is keyof T['questions'] & string {
    return Object.hasOwn(this.contract.questions, name);
  }

  private async answer<N extends keyof T['questions']>(
    name: N,
    { id, question: posted }: { id: number; question: unknown },
    service: PanelService<T>,
  ): Promise<void> {
    const question = validate(this.contract.questions[name].question, posted);
    if (!question.ok) {
      this.refuseUnknown(id, faultLines(question.faults));
      return;
    }
    try {
      const answer = await service.answers[name](question.value);
      this.ends.post({ kind: 'answer', id, answer });
    } catch (error) {
      this.ends.post({ kind: 'refuse', id, text: reasonOf(error) });
      this.ends.report(error);
    }
  }

  private refuseUnknown(id: number, why: string): void {
    this.notUnderstood(why);
    this.ends.post({ kind: 'refuse', id, text: troubleText() });
  }

  private notUnderstood(why: string): void {
    this.ends.warn(`The page sent what is not understood: ${why}`);
    this.ends.post({ kind: 'trouble', text: troubleText() });
  }
}

function troubleText(): string {
  return t(
    'This panel asked for something that LiTS Lab does not know. Close the panel and open it again. The log says more.',
  );
}

function reasonOf(error: unknown): string {
  const kind = classify(error);
  switch (kind.kind) {
    case 'cancelled':
      return t('This was cancelled before it was done.');
    case 'user':
      return sentence(kind.failure);
    case 'bug':
      return t('LiTS Lab has a fault: {0}', kind.message);
  }
}
