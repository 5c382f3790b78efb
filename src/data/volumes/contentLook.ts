import { t } from '../../words';

/** Hounsfield units: denser than this is bone (or contrast), than this is a body, and between these is lung. */
const bone = 250;
const body = -250;
const lung = [-930, -600] as const;

/** Share of the side, of the slices: what is nearer to the middle says nothing. */
const clearly = 0.02;

interface Sum {
  count: number;
  x: number;
  y: number;
}

/** Looks at what a volume shows while its slices pass, to tell whether they lie as its header says. */
export class ContentLook {
  private readonly bone: Sum = { count: 0, x: 0, y: 0 };
  private readonly body: Sum = { count: 0, x: 0, y: 0 };
  private readonly liver: Sum = { count: 0, x: 0, y: 0 };
  /** Pixels of lung in each slice. */
  private readonly lung = new Map<number, number>();

  constructor(private readonly side: number) {}

  /** @param values of a slice, before they are clipped @param labels of it; both are `side` x `side` */
  add(index: number, values: Float32Array, labels: Float32Array): void {
    const { side } = this;
    let lungs = 0;
    for (let y = 0, i = 0; y < side; y++)
      for (let x = 0; x < side; x++, i++) {
        const value = values[i];
        if (value > body) count(this.body, x, y);
        if (value > bone) count(this.bone, x, y);
        if (labels[i] > 0) count(this.liver, x, y);
        if (value > lung[0] && value < lung[1]) lungs++;
      }
    this.lung.set(index, lungs);
  }

  /** What contradicts that the slices are seen from below, the front up, the lowest first. */
  contradictions(): string[] {
    const { side, bone, body, liver } = this;
    const middle = (sum: Sum, along: 'x' | 'y') => sum[along] / sum.count / side;
    const isLeft = (liver.count && middle(liver, 'x') - middle(body, 'x')) < clearly;
    const isBelow = bone.count === 0 || middle(bone, 'y') - middle(body, 'y') > -clearly;
    return [
      ...(isLeft || body.count === 0 ? [] : [t('the liver is on the right: left and right may be swapped')]),
      ...(isBelow || body.count === 0 ? [] : [t('the spine is in front: front and back may be swapped')]),
      ...(this.areLungsAbove() ? [] : [t('the lungs are below: up and down may be swapped')]),
    ];
  }

  private areLungsAbove(): boolean {
    const third = Math.floor(this.lung.size / 3);
    if (third < 3) return true;
    const sum = (from: number, to: number) => {
      let pixels = 0;
      for (let index = from; index < to; index++) pixels += this.lung.get(index) ?? 0;
      return pixels / third / this.side ** 2;
    };
    const [low, high] = [sum(0, third), sum(this.lung.size - third, this.lung.size)];
    return low < 3 * high + clearly;
  }
}

function count(sum: Sum, x: number, y: number): void {
  sum.count++;
  sum.x += x;
  sum.y += y;
}
