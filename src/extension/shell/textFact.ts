/** A document, as far as its text is looked at. */
interface Versioned {
  readonly version: number;
  getText(): string;
}

/** Something that is true of some texts. It is found out once for each version of a document. */
export class TextFact {
  private readonly known = new WeakMap<Versioned, { version: number; isTrue: boolean }>();

  constructor(private readonly test: (text: string) => boolean) {}

  isTrueOf(document: Versioned): boolean {
    const known = this.known.get(document);
    if (known?.version === document.version) return known.isTrue;
    const isTrue = this.test(document.getText());
    this.known.set(document, { version: document.version, isTrue });
    return isTrue;
  }
}

/** Does something once, when it has not been asked for any more for a while. */
export class Settling {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly action: () => void,
    private readonly millis: number,
  ) {}

  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.action, this.millis);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
