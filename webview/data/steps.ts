/** Slices of a page, for Page Up and Page Down. */
const page = 10;

/** How many slices a key leads on; undefined for a key that leads nowhere. */
export function stepsOfKey(key: string): number | undefined {
  const steps: Partial<Record<string, number>> = {
    ArrowDown: 1,
    ArrowRight: 1,
    ArrowUp: -1,
    ArrowLeft: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  return steps[key];
}

/** How many volumes a key leads on. */
export function volumesOfKey(key: string): number | undefined {
  return { '[': -1, ']': 1 }[key];
}

/** Pixels that a touch pad must be moved for a slice. A notch of a wheel is more, and is one slice all the same. */
const stroke = 40;

/** Counts slices from the events of a wheel. */
export class WheelSteps {
  private moved = 0;

  /** @returns slices that this event leads on: -1, 0 or 1 */
  take({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
    // Lines and pages come from wheels alone.
    const pixels = deltaMode === 0 ? deltaY : Math.sign(deltaY) * stroke;
    if (pixels * this.moved < 0) this.moved = 0;
    this.moved += pixels;
    if (Math.abs(this.moved) < stroke) return 0;
    const step = Math.sign(this.moved);
    this.moved = 0;
    return step;
  }
}
