const rgba = 4;

/** Organs are drawn over a picture in these colours, [red, green, blue]. */
const organColours = { liver: [64, 160, 255], lesion: [255, 140, 0] } as const;

/**
 * Draws the organs of a mask over a picture of the same size: an outline, and the colour over what it holds.
 * @param mask 0 background, from 1 on liver, from 2 on lesion
 * @param opacity of the colour, 0 to 1; the outline is always to be seen
 */
export function paintMask(painted: ImageData, mask: ArrayLike<number>, opacity: number): void {
  const { width } = painted;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const colour = mask[i] >= 2 ? organColours.lesion : organColours.liver;
    const column = i % width;
    const isEdge =
      column === 0 ||
      column === width - 1 ||
      mask[i - 1] !== mask[i] ||
      mask[i + 1] !== mask[i] ||
      mask[i - width] !== mask[i] ||
      mask[i + width] !== mask[i];
    const share = isEdge ? 1 : opacity;
    for (let channel = 0; channel < 3; channel++) {
      const place = rgba * i + channel;
      painted.data[place] = share * colour[channel] + (1 - share) * painted.data[place];
    }
  }
}
