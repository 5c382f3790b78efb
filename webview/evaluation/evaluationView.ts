import { render } from 'lit';
import {
  type HeatMap,
  type SlicePicture,
  type ToEvaluationView,
  evaluationPanel,
  type EvaluationPanel,
  mostSlices,
} from '../../src/panels/evaluation';
import { Line, Refused } from '../shared/line';
import type { Normalization } from './confusionGrid';
import { differencesOf, type Difference } from './differenceTable';
import { exportFigure, pageParts } from './exports';
import { galleryItems } from './galleryItems';
import type { Cell } from './gridKeys';
import { Measured, type Unit } from './measured';
import { camOf, type Cam } from './heatMapPicture';
import { emptyPage, page } from './view';

type Snapshot = Extract<ToEvaluationView, { type: 'snapshot' }>;

/** By file. */
type Cams = Map<string, Cam>;

/** Slices that the gallery shows at first, and more each time. */
const galleryPage = 24;

/** The evaluation view: keeps one or two evaluations and draws them. */
export class EvaluationView {
  private readonly line = new Line<EvaluationPanel>(evaluationPanel);
  private snapshot: Snapshot | undefined;
  private sides: Measured[] = [];
  private unit: Unit = 'slice';
  private normalization: Normalization = 'true';
  private chosen = 0;
  private threshold: number | undefined;
  private focused: Cell = { row: 0, column: 0 };
  private opened: { side: number; cell: Cell } | undefined;
  private galleryLimit = galleryPage;
  /** By side, then by file. */
  private readonly pictures = [new Map<string, SlicePicture>(), new Map<string, SlicePicture>()];
  /** By side, then by class, then by file. */
  private readonly cams = [new Map<number, Cams>(), new Map<number, Cams>()];
  private readonly asked = [new Set<string>(), new Set<string>()];
  private noPictures: string | undefined;
  private masks = true;
  private showCams = true;
  /** File of the slice that is shown large. */
  private enlarged: string | undefined;
  private differences: { unit: Unit; rows: Difference[] | undefined } | undefined;

  constructor(private readonly root: HTMLElement) {
    const kept = this.line.restore();
    if (kept) {
      this.unit = kept.unit;
      if (kept.cell) {
        const { side, truth, predicted } = kept.cell;
        this.open(side, { row: truth, column: predicted });
      }
    }
    this.line.listen((message) => this.showSnapshot(message));
  }

  private showSnapshot(message: ToEvaluationView): void {
    if (message.type === 'gone') {
      this.snapshot = undefined;
      render(emptyPage(message.text), this.root);
      return;
    }
    const isFirst = this.snapshot === undefined;
    const before = this.sides;
    this.snapshot = message;
    this.sides = message.sides.map(({ runDir, evaluation }) => new Measured(runDir, evaluation));
    this.differences = undefined;
    if (isFirst) this.chosen = this.sides[0].classNames.length - 1;
    this.sides.forEach((measured, side) => {
      const isSame = before[side]?.provenance.createdAt === measured.provenance.createdAt;
      if (!isSame || before[side].runDir !== measured.runDir) this.forgetPictures(side);
    });
    this.keep();
    this.draw();
    this.askPictures();
  }

  private draw(): void {
    if (!this.snapshot) return;
    const { sides } = this.snapshot;
    render(
      page({
        sides: this.sides,
        choices: sides.map(({ choices }) => choices),
        remarks: sides.map(({ remarks }) => remarks),
        unit: this.unit,
        normalization: this.normalization,
        chosen: this.chosen,
        threshold: this.threshold,
        focused: this.focused,
        opened: this.opened,
        galleryLimit: this.galleryLimit,
        differences: this.compared(),
        onChoose: (side, which) => this.line.tell({ type: 'choose', side, which }),
        onUnit: (unit) => this.change(() => (this.unit = unit)),
        onNormalization: (value) => this.change(() => (this.normalization = value)),
        onClass: (chosen) => this.change(() => (this.chosen = chosen)),
        onThreshold: (threshold) => this.change(() => (this.threshold = threshold)),
        onFocus: (cell) => this.change(() => (this.focused = cell)),
        onOpen: (side, cell) => this.openGallery(side, cell),
        pictures: this.pictures[this.opened?.side ?? 0],
        cams: this.camsOf(this.opened?.side ?? 0, this.opened?.cell.column ?? 0),
        noPictures: this.noPictures,
        masks: this.masks,
        showCams: this.showCams,
        enlarged: this.enlarged,
        onMasks: (masks) => this.change(() => (this.masks = masks)),
        onShowCams: (shown) => this.change(() => (this.showCams = shown)),
        onEnlarge: (file) => this.change(() => (this.enlarged = file)),
        onShowInVolume: (side, file) => this.line.tell({ type: 'showInVolume', side, file }),
        onGradCam: (files) => void this.askGradCam(files.slice(0, mostSlices)),
        onMore: () => this.change(() => (this.galleryLimit += galleryPage)),
        onClose: () => this.closeGallery(),
        onExport: (figure, format, element) => {
          void exportFigure(figure, format, element).then((message) => this.line.tell(message));
        },
        onExportPage: () =>
          this.line.tell({ type: 'exportPage', ...pageParts(this.root, this.sides[0].provenance) }),
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
        rows: differencesOf(first, second, this.unit),
      };
    return this.differences.rows;
  }

  private change(action: () => void): void {
    action();
    this.keep();
    this.draw();
    this.askPictures();
  }

  /** Asks for the pictures of the gallery that have not been asked for yet. */
  private askPictures(): void {
    const { opened } = this;
    const measured = opened && this.sides[opened.side];
    if (!opened || !measured) return;
    const point =
      this.threshold === undefined ? undefined : { class: this.chosen, threshold: this.threshold };
    const files = galleryItems(measured, this.unit, opened.cell, point)
      .slice(0, this.galleryLimit)
      .map(({ prediction }) => prediction.file)
      .filter((file) => !this.asked[opened.side].has(file))
      .slice(0, mostSlices);
    if (files.length > 0) void this.fetchPictures(opened.side, files);
  }

  private async fetchPictures(side: number, files: string[]): Promise<void> {
    for (const file of files) this.asked[side].add(file);
    const { pictures, problem } = await this.line.ask('pictures', { side, files });
    for (const picture of pictures) this.pictures[side].set(picture.file, picture);
    if (problem !== undefined) this.noPictures = problem;
    this.draw();
    if (problem === undefined) this.askPictures();
  }

  /** For the class that was predicted. */
  private async askGradCam(files: string[]): Promise<void> {
    if (!this.opened) return;
    const { side, cell } = this.opened;
    const cams = this.camsOf(side, cell.column);
    this.showCams = true;
    for (const file of files) cams.set(file, 'coming');
    this.draw();
    const heatMaps = await this.heatMaps(side, files, cell.column);
    // What came of an evaluation that is no longer on show is not awaited any more.
    const awaited = files.filter((file) => cams.get(file) === 'coming');
    for (const file of awaited) cams.delete(file);
    for (const heatMap of heatMaps)
      if (awaited.includes(heatMap.file)) cams.set(heatMap.file, camOf(heatMap));
    this.draw();
  }

  /** None where the extension refuses: it has said why. */
  private async heatMaps(side: number, files: string[], of: number): Promise<HeatMap[]> {
    try {
      return (await this.line.ask('gradCam', { side, files, class: of })).heatMaps;
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  }

  private camsOf(side: number, of: number): Cams {
    const ofSide = this.cams[side];
    const cams = ofSide.get(of) ?? new Map<string, Cam>();
    ofSide.set(of, cams);
    return cams;
  }

  private forgetPictures(side: number): void {
    this.pictures[side].clear();
    this.cams[side].clear();
    this.asked[side].clear();
    this.noPictures = undefined;
  }

  private open(side: number, cell: Cell): void {
    this.focused = cell;
    this.opened = { side, cell };
    this.galleryLimit = galleryPage;
    this.enlarged = undefined;
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
    this.line.keep({
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
