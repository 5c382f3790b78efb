import { render } from 'lit';
import {
  evaluationViewStateSchema,
  toEvaluationViewSchema,
  type EvaluationViewState,
  type FromEvaluationView,
  type ToEvaluationView,
} from '../../src/protocol/evaluationView';
import { Host } from '../shared/host';
import type { Normalization } from './confusionGrid';
import { differencesOf, type Difference } from './differenceTable';
import { exportFigure, pageParts } from './exports';
import type { Cell } from './gridKeys';
import { Measured, type Unit } from './measured';
import { emptyPage, page } from './view';

type Snapshot = Extract<ToEvaluationView, { type: 'snapshot' }>;

/** Slices that the gallery shows at first, and more each time. */
const galleryPage = 24;

/** The evaluation view: keeps one or two evaluations and draws them. */
export class EvaluationView {
  private readonly host = new Host<ToEvaluationView, FromEvaluationView, EvaluationViewState>(
    toEvaluationViewSchema,
    evaluationViewStateSchema,
  );
  private snapshot: Snapshot | undefined;
  private sides: Measured[] = [];
  private unit: Unit = 'slice';
  private normalization: Normalization = 'true';
  private chosen = 0;
  private threshold: number | undefined;
  private focused: Cell = { row: 0, column: 0 };
  private opened: { side: number; cell: Cell } | undefined;
  private galleryLimit = galleryPage;
  private differences: { unit: Unit; rows: Difference[] | undefined } | undefined;

  constructor(private readonly root: HTMLElement) {
    const kept = this.host.restore();
    if (kept) {
      this.unit = kept.unit;
      if (kept.cell) {
        const { side, truth, predicted } = kept.cell;
        this.open(side, { row: truth, column: predicted });
      }
    }
    this.host.onMessage((message) => this.receive(message));
    this.host.send({ type: 'ready' });
  }

  private receive(message: ToEvaluationView): void {
    if (message.type === 'gone') {
      this.snapshot = undefined;
      render(emptyPage(message.text), this.root);
      return;
    }
    const isFirst = this.snapshot === undefined;
    this.snapshot = message;
    this.sides = message.sides.map(({ runDir, evaluation }) => new Measured(runDir, evaluation));
    this.differences = undefined;
    if (isFirst) this.chosen = this.sides[0].classNames.length - 1;
    this.keep();
    this.draw();
  }

  private draw(): void {
    if (!this.snapshot) return;
    const { texts, locale, sides } = this.snapshot;
    render(
      page({
        texts,
        locale,
        sides: this.sides,
        choices: sides.map(({ choices }) => choices),
        unit: this.unit,
        normalization: this.normalization,
        chosen: this.chosen,
        threshold: this.threshold,
        focused: this.focused,
        opened: this.opened,
        galleryLimit: this.galleryLimit,
        differences: this.compared(),
        onChoose: (side, which) => this.host.send({ type: 'choose', side, which }),
        onUnit: (unit) => this.change(() => (this.unit = unit)),
        onNormalization: (value) => this.change(() => (this.normalization = value)),
        onClass: (chosen) => this.change(() => (this.chosen = chosen)),
        onThreshold: (threshold) => this.change(() => (this.threshold = threshold)),
        onFocus: (cell) => this.change(() => (this.focused = cell)),
        onOpen: (side, cell) => this.openGallery(side, cell),
        onMore: () => this.change(() => (this.galleryLimit += galleryPage)),
        onClose: () => this.closeGallery(),
        onExport: (figure, format, element) => {
          void exportFigure(figure, format, element, { texts, locale }).then((message) =>
            this.host.send(message),
          );
        },
        onExportPage: () =>
          this.host.send({ type: 'exportPage', ...pageParts(this.root, this.sides[0].provenance) }),
      }),
      this.root,
    );
  }

  /** Differences of the two sides; they take a moment, so they are kept. */
  private compared(): Difference[] | undefined {
    const [first, second] = this.sides;
    if (!this.snapshot || !first || !second) return undefined;
    if (this.differences?.unit !== this.unit)
      this.differences = {
        unit: this.unit,
        rows: differencesOf(first, second, this.unit, this.snapshot.texts),
      };
    return this.differences.rows;
  }

  private change(action: () => void): void {
    action();
    this.keep();
    this.draw();
  }

  private open(side: number, cell: Cell): void {
    this.focused = cell;
    this.opened = { side, cell };
    this.galleryLimit = galleryPage;
  }

  private openGallery(side: number, cell: Cell): void {
    this.change(() => this.open(side, cell));
    this.root.querySelector<HTMLElement>('.gallery h3')?.focus();
  }

  /** Back to the cell that the gallery was opened from. */
  private closeGallery(): void {
    const side = this.opened?.side ?? 0;
    this.change(() => (this.opened = undefined));
    const grid = this.root.querySelectorAll('.confusion').item(side);
    grid.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  private keep(): void {
    if (!this.snapshot) return;
    const { opened } = this;
    this.host.keep({
      version: 1,
      sides: this.sides.map(({ runDir, provenance: { split, checkpoint } }) => ({
        runDir,
        which: { split, checkpoint },
      })),
      unit: this.unit,
      cell: opened && {
        side: opened.side,
        truth: opened.cell.row,
        predicted: opened.cell.column,
      },
    });
  }
}
