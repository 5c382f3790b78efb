/** What a student makes of the baseline in the other two tasks. */
export const variants = {
  /** @param strength the weights' squares count so much */
  l2(baseline: string, strength = 1e-4): string {
    const penalty = `kernelRegularizer: tf.regularizers.l2({ l2: ${strength} }),`;
    return baseline
      .replace("padding: 'same',", `padding: 'same', ${penalty}`)
      .replaceAll('dense({ ', `dense({ ${penalty} `)
      .replace("name: 'baseline'", "name: 'l2'");
  },
  /** At 128 × 128, which takes a quarter of the time. */
  half(baseline: string): string {
    const pooling = 'tf.layers.averagePooling2d({ poolSize: 2, inputShape: [256, 256, 1] })';
    return baseline
      .replace('tf.sequential();', `tf.sequential({ layers: [${pooling}] });`)
      .replace(/\n.*\{ inputShape: \[256, 256, 1\] \} : \{\}\),/, '');
  },
  dropout(baseline: string): string {
    const layer = '  model.add(tf.layers.dropout({ rate: 0.5 }));\n';
    return baseline
      .replace(/(?= {2}model\.add\(tf\.layers\.dense\(\{ units: 256)/, layer)
      .replace("name: 'baseline'", "name: 'dropout'");
  },
};
