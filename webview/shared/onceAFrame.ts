/** Calls `draw` with the next frame, once however often it is asked to until then: a slider that is dragged changes more often. */
export function onceAFrame(draw: () => void): () => void {
  let frame: number | undefined;
  return () => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      draw();
    });
  };
}
