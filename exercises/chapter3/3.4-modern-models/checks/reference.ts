import {
  channelsOf,
  layerByLayer,
  residualBlocks,
  t,
  type Block,
  type Comparison,
  type Layer,
  type References,
  type Step,
} from 'lits/check';

/** Filters of the convolutions of AlexNet in one tower (2014). */
export const inOneTower = [64, 192, 384, 256, 256] as const;
/** Those of the paper of 2012. */
export const inPaper = [96, 256, 384, 384, 256] as const;

/** The AlexNet that a first convolution with so many filters is nearest to. */
export const alexnetFilters = (first: number): typeof inOneTower | typeof inPaper =>
  2 * first > inOneTower[0] + inPaper[0] ? inPaper : inOneTower;

/** A convolution with all that follows it, by its place. */
function convolutionLayer(net: Comparison, x: Step, index: number): Step {
  net.part = 'convolutions';
  const filters = alexnetFilters(net.firstFilters)[index];
  const number = String(index + 1);
  const [window, stride] = index === 0 ? [11, 4] : [index === 1 ? 5 : 3, 1];
  // For other sizes than that of the slice, 6 × 6 × 256 has to come out, and that is all.
  const isWhole = x.map.shape[1] === 256;
  const padding = index > 0 ? 'whole' : isWhole ? 'none' : 'any';
  // The paper of 2012 has two towers, one for each graphics card; what is in them in convolutions 2, 4 and 5 is two groups.
  const groups = [1, 3, 4].includes(index) ? 2 : 1;
  const convolved = net.convolve(x, t('convolution {0}', number), {
    window,
    stride,
    filters,
    padding,
    groups,
    mayBeInTowers: true,
  });
  const biased = net.bias(convolved, t('the bias of convolution {0}', number));
  const rectified = net.optional(net.relu(biased, t('the ReLU after convolution {0}', number)), 'LRN');
  if (index === 2 || index === 3) return rectified;
  const pool = { window: 3, stride: 2, padding: 'none' } as const;
  return net.optional(net.maxPool(rectified, t('the pool after convolution {0}', number), pool), 'LRN');
}

/** A dense layer with what follows it, by its number. */
function denseLayer(net: Comparison, x: Step, number: '6' | '7' | '8'): Step {
  if (number === '6') net.mustHaveShape(x, [6, 6, 256], t('the flatten'));
  net.part = 'classifier';
  const dense = net.dense(x, t('dense layer {0}', number), number === '8' ? 3 : 4096, {
    mayBeInTowers: true,
  });
  const biased = net.bias(dense, t('the bias of dense layer {0}', number));
  return number === '8' ? biased : net.relu(biased, t('the ReLU after dense layer {0}', number));
}

const alexnetLayers: readonly Layer[] = [
  ...[0, 1, 2, 3, 4].map(
    (index): Layer =>
      (net, x) =>
        convolutionLayer(net, x, index),
  ),
  ...(['6', '7', '8'] as const).map(
    (number): Layer =>
      (net, x) =>
        denseLayer(net, x, number),
  ),
];

/** Both AlexNets, of 2012 and of 2014: the first convolution decides which one. */
export const alexnet: References = {
  // No other size: 6 × 6 × 256 has to come out.
  side: 256,
  whole: (net) => {
    net.part = 'convolutions';
    const x = alexnetLayers.reduce((step, layer) => layer(net, step), net.start(t('the slice')));
    net.end(x, t('the logits'));
  },
  parts: (network) =>
    layerByLayer(network, alexnetLayers, {
      first: t('the slice'),
      next: (number) => t('what goes into layer {0}', number),
      output: t('the logits'),
    }),
};

function stem(net: Comparison, x: Step): Step {
  net.part = 'stem';
  const convolved = net.convolve(x, t('the convolution of the stem'), { window: 7, filters: 64, stride: 2 });
  const normalized = net.normalize(convolved, t('the batch norm of the stem'));
  const pool = { window: 3, stride: 2, padding: 'whole' } as const;
  return net.maxPool(net.relu(normalized, t('the ReLU of the stem')), t('the pool of the stem'), pool);
}

const shortcutOfBlock = ', shortcut';

/** Whether a part of the reference is the projection of a block. */
export const isInShortcut = (part: string): boolean => part.endsWith(shortcutOfBlock);

interface BlockSettings {
  number: string;
  filters: number;
  stride: number;
  projects: boolean;
}

function bottleneck(
  net: Comparison,
  entry: Step,
  { number, filters, stride, projects }: BlockSettings,
): Step {
  net.part = `block ${number}`;
  const normalized = (x: Step, name: string, settings: { window: number; filters: number; stride: number }) =>
    net.normalize(
      net.convolve(x, t('{0} of block {1}', name, number), settings),
      t('the batch norm after {0} of block {1}', name, number),
    );
  const rectified = (x: Step, name: string) =>
    net.relu(x, t('the ReLU after {0} of block {1}', name, number));
  const [first, second, third] = [
    t('the first convolution'),
    t('the second convolution'),
    t('the third convolution'),
  ];
  // The stride is in the 3 × 3 convolution, or in the 1 × 1 before it, as in the paper.
  const inner = (early: number) => {
    const reduced = rectified(normalized(entry, first, { window: 1, filters, stride: early }), first);
    return rectified(normalized(reduced, second, { window: 3, filters, stride: stride / early }), second);
  };
  const branch = normalized(
    stride > 1
      ? net.either(
          () => inner(1),
          () => inner(stride),
        )
      : inner(1),
    third,
    {
      window: 1,
      filters: 4 * filters,
      stride: 1,
    },
  );
  if (projects) net.part = `block ${number}${shortcutOfBlock}`;
  const shortcut = projects
    ? normalized(entry, t('the projection'), { window: 1, filters: 4 * filters, stride })
    : entry;
  net.part = `block ${number}`;
  return net.relu(
    net.add(branch, shortcut, t('the addition of block {0}', number)),
    t('the ReLU after block {0}', number),
  );
}

function head(net: Comparison, x: Step): void {
  net.part = 'head';
  const averaged = net.average(x, t('the global average'));
  net.end(
    net.bias(net.dense(averaged, t('the dense layer'), 3), t('the bias of the dense layer')),
    t('the logits'),
  );
}

/** ResNet-50, with either place of the stride. */
export const resnet50: References = {
  side: 64,
  // No smaller one: where a map has one place only, a batch norm is not told from any other number.
  otherSide: 96,
  whole: (net) => {
    let x = stem(net, net.start(t('the slice')));
    let number = 0;
    for (const [stage, blocks] of [3, 4, 6, 3].entries())
      for (let block = 0; block < blocks; block++) {
        const isFirst = block === 0;
        const stride = isFirst && stage > 0 ? 2 : 1;
        x = bottleneck(net, x, {
          number: String(++number),
          filters: 64 * 2 ** stage,
          stride,
          projects: isFirst,
        });
      }
    head(net, x);
  },
  parts: (network) => {
    const blocks = residualBlocks(network);
    const last = blocks.at(-1);
    return new Map([
      [
        'stem',
        (net: Comparison) => net.reach(stem(net, net.start(t('the slice'))), t('the input of block 1')),
      ],
      ...blocks.map(
        (block, index) => [`block ${index}`, (net: Comparison) => one(net, block, index)] as const,
      ),
      ...(last
        ? [
            [
              'head',
              (net: Comparison) =>
                head(net, net.relu(net.startAt([last.addition], t('the last addition')), t('the last ReLU'))),
            ] as const,
          ]
        : []),
    ]);
  },
};

/** A block on its own, from what goes into it in the model. */
function one(net: Comparison, { input, addition }: Block, index: number): void {
  const number = String(index + 1);
  const entry = net.startAt([input], t('the input of block {0}', number));
  const stride = Math.round((input.shape[1] ?? 1) / (addition.shape[1] ?? 1));
  const projects = input.shape.join() !== addition.shape.join();
  const result = bottleneck(net, entry, { number, filters: channelsOf(addition) / 4, stride, projects });
  net.reach(result, t('the output of block {0}', number));
}
