import { render } from 'lit';
import { codeOf, importsOf, type Sample } from '../../src/augment';
import { nextSeed } from '../../src/augment/changes';
import {
  type InputKind,
  type SavedView,
  type SlicePlace,
  type StudentPipeline,
  type ToLaboratory,
  laboratoryPanel,
  type LaboratoryPanel,
} from '../../src/panels/laboratory';
import { bytesOf } from '../shared/base64';
import { Line } from '../shared/line';
import { onceAFrame } from '../shared/onceAFrame';
import { decodeMask } from './decode';
import { paintDifference, paintSample } from './paint';
import { add, asPipeline, move, newTransform, remove, setParameter, specOf, type Pipeline } from './pipeline';
import { makeSample, makeSamples, sampleCount, sliceSample, type Made } from './samples';
import { bestOf, emptyPage, page } from './view';

type Snapshot = Extract<ToLaboratory, { type: 'snapshot' }>;

interface LoadedSlice extends SlicePlace {
  pixels: Uint8Array;
  mask: Uint8Array | undefined;
}

const firstSeed = 1;
/** Milliseconds of a frame that samples may take. The rest is made in the next frame. */
const frameMillis = 40;

/** The augmentation laboratory: keeps a slice and a pipeline, and shows what the one becomes through the other. */
export class Laboratory {
  private readonly line = new Line<LaboratoryPanel>(laboratoryPanel);
  private snapshot: Snapshot | undefined;
  private student: StudentPipeline | undefined;
  private place: SlicePlace = { split: 'train', index: 0 };
  private loaded: LoadedSlice | undefined;
  private pipeline: Pipeline = [];
  /** The pipeline is no longer the file's: the student has changed it here. */
  private isOwn = false;
  private input: InputKind = 'float';
  private seed = firstSeed;
  private masks = true;
  private chosen = 0;
  private savedAs: string | undefined;
  /** What is on show, made of all of the above. */
  private original: Sample | undefined;
  private made: Made[] = [];
  /** Samples that still show how things were before the last change. */
  private stale: number[] = [];
  private millis = 0;
  private readonly schedule = onceAFrame(() => this.draw());

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
  }

  private receive(message: ToLaboratory): void {
    switch (message.type) {
      case 'snapshot':
        this.open(message);
        break;
      case 'pipeline':
        this.show(message.pipeline, message.isAsked);
        break;
      case 'view':
        this.showAgain(message.view);
        break;
      case 'gone':
        this.snapshot = undefined;
        render(emptyPage(message.text), this.root);
        return;
    }
    this.renew();
  }

  private open(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    const kept = this.line.restore();
    const { slices, data, file } = snapshot;
    if (kept?.data === data && kept.file === file && slices[kept.split][kept.index]) {
      const { split, index, pipeline, isOwn, input, seed, masks } = kept;
      Object.assign(this, { place: { split, index }, pipeline, isOwn, input, seed, masks });
    } else {
      const sick = slices.train.find(({ label }) => label === 2) ?? slices.train[0];
      this.place = { split: 'train', index: sick ? bestOf(slices.train, sick.patient) : 0 };
    }
    void this.load(this.place);
  }

  private async load(place: SlicePlace): Promise<void> {
    const { pixels, liver, lesion } = await this.line.ask('slice', place);
    const mask = await decodeMask(liver, lesion);
    if (place !== this.place) return;
    this.loaded = { ...place, pixels: bytesOf(pixels), mask };
    this.renew();
  }

  /** What was built by clicking is replaced only when the student asks for it. */
  private show(student: StudentPipeline, isAsked: boolean): void {
    this.student = student;
    if (student.kind !== 'description' || (this.isOwn && !isAsked)) return;
    this.pipeline = asPipeline(student.description);
    this.isOwn = false;
  }

  /** A saved view, made anew from its pipeline, slice and seed. */
  private showAgain({ pipeline, input, slice, seed }: SavedView): void {
    const listed = this.snapshot?.slices[slice.split] ?? [];
    const index = listed.findIndex((one) => one.patient === slice.patient && one.slice === slice.slice);
    Object.assign(this, { pipeline, input, seed, chosen: 0, isOwn: true });
    if (index >= 0) this.goTo({ split: slice.split, index });
  }

  private build(pipeline: Pipeline): void {
    this.change(() => {
      this.pipeline = pipeline;
      this.isOwn = true;
    });
  }

  private change(action: () => void): void {
    action();
    this.renew();
  }

  /** Something that all samples depend on has changed. */
  private renew(): void {
    this.savedAs = undefined;
    this.original = this.loaded && sliceSample(this.loaded.pixels, this.loaded.mask, this.input);
    this.stale = Array.from({ length: sampleCount }, (_, index) => index);
    this.millis = 0;
    this.schedule();
  }

  private draw(): void {
    const { snapshot } = this;
    if (!snapshot) return;
    this.compute();
    this.keep(snapshot);
    const { slices } = snapshot;
    render(
      page({
        slices,
        place: this.place,
        input: this.input,
        seed: this.seed,
        masks: this.masks,
        student: this.student,
        pipeline: this.pipeline,
        original: this.original,
        made: this.made.filter((one) => one !== undefined),
        chosen: this.chosen,
        millis: this.millis,
        savedAs: this.savedAs,
        onPlace: (place) => this.goTo(place),
        onInput: (input) => this.change(() => (this.input = input)),
        onShowInVolume: () => this.line.tell({ type: 'showInVolume', place: this.place }),
        onMasks: (shown) => {
          this.masks = shown;
          this.schedule();
        },
        onNewSeed: () => this.change(() => (this.seed = nextSeed(this.seed))),
        onChoose: (sample) => {
          this.chosen = sample;
          this.schedule();
        },
        onReadAgain: () => this.line.tell({ type: 'readAgain' }),
        onCopy: () => this.line.tell({ type: 'copy', code: this.code() }),
        onInsert: () =>
          this.line.tell({ type: 'insert', code: this.code(), names: importsOf(this.composed()) }),
        onSave: () => void this.save(slices),
        onAdd: (name, into) => {
          const spec = specOf(name);
          if (spec) this.build(add(this.pipeline, newTransform(spec), into));
        },
        onRemove: (path) => this.build(remove(this.pipeline, path)),
        onMove: (path, by) => this.build(move(this.pipeline, path, by)),
        onParameter: (path, name, value) => this.build(setParameter(this.pipeline, path, name, value)),
      }),
      this.root,
    );
    this.paint();
  }

  /** Makes samples for a part of a frame. The sample on show comes first. */
  private compute(): void {
    const { original } = this;
    if (!original) return;
    this.stale.sort((a, b) => Number(b === this.chosen) - Number(a === this.chosen));
    const start = performance.now();
    while (this.stale.length > 0 && performance.now() - start < frameMillis) {
      const [index = 0] = this.stale.splice(0, 1);
      this.made[index] = makeSample(this.pipeline, original, this.seed, index);
    }
    this.millis += performance.now() - start;
    if (this.stale.length > 0) this.schedule();
  }

  private paint(): void {
    const { original, made, masks, chosen } = this;
    if (!original) return;
    for (const canvas of this.root.querySelectorAll('canvas')) {
      const { show, index } = canvas.dataset;
      const one = made[show === 'sample' ? Number(index) : chosen];
      if (show === 'original') put(canvas, paintSample(original, masks));
      else if (one && !('problem' in one))
        put(
          canvas,
          show === 'sample'
            ? paintSample(one.sample, masks)
            : paintDifference(original.image, one.sample.image),
        );
    }
  }

  private goTo(place: SlicePlace): void {
    this.change(() => (this.place = place));
    void this.load(place);
  }

  private composed() {
    return { name: 'Compose', transforms: this.pipeline };
  }

  private code(): string {
    return codeOf(this.composed());
  }

  private async save(slices: Snapshot['slices']): Promise<void> {
    const listed = slices[this.place.split][this.place.index];
    if (!listed || !this.original) return;
    const { patient, slice, label } = listed;
    const view: SavedView = {
      pipeline: [...this.pipeline],
      input: this.input,
      slice: { split: this.place.split, patient, slice, label },
      seed: this.seed,
      samples: makeSamples(this.pipeline, this.original, this.seed).map((one) =>
        'problem' in one ? { problem: one.problem } : one.changes,
      ),
    };
    this.savedAs = (await this.line.ask('save', { view })).name;
    this.schedule();
  }

  private keep({ data, file }: Snapshot): void {
    const { place, pipeline, isOwn, input, seed, masks } = this;
    this.line.keep({
      version: 1,
      data,
      ...(file === undefined ? {} : { file }),
      ...place,
      pipeline: [...pipeline],
      isOwn,
      input,
      seed,
      masks,
    });
  }
}

function put(canvas: HTMLCanvasElement, picture: ImageData): void {
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
}
