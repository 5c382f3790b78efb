import * as z from 'zod';
import type { OptimizerSettings } from '../../student';
import { t } from '../../words';

const rate = z.number().positive().lt(1000);
const share = z.number().min(0).lt(1);
const small = z.number().positive();
const betas = z.tuple([share, share]).default([0.9, 0.999]);
const weightDecay = z.number().min(0).lt(1000);

const adamSchema = z
  .strictObject({
    name: z.literal('adam'),
    learningRate: rate.default(1e-3),
    betas,
    epsilon: small.default(1e-8),
    weightDecay: weightDecay.default(0),
    amsgrad: z.boolean().default(false),
    // Saved programs of earlier runs have these names.
    beta1: share.optional(),
    beta2: share.optional(),
  })
  .transform(({ beta1, beta2, betas: [first, second], ...others }) => ({
    ...others,
    betas: [beta1 ?? first, beta2 ?? second] as [number, number],
  }));

const rmspropSchema = z
  .strictObject({
    name: z.literal('rmsprop'),
    learningRate: rate.default(1e-2),
    alpha: share.default(0.99),
    epsilon: small.default(1e-8),
    weightDecay: weightDecay.default(0),
    momentum: share.default(0),
    centered: z.boolean().default(false),
    decay: share.optional(),
  })
  .transform(({ decay, alpha, ...others }) => ({ ...others, alpha: decay ?? alpha }));

/** The optimizers, with the defaults of `torch.optim`. */
export const optimizerSchema = z.discriminatedUnion('name', [
  z
    .strictObject({
      name: z.literal('sgd'),
      learningRate: rate,
      momentum: share.default(0),
      dampening: z.number().min(0).max(1).default(0),
      nesterov: z.boolean().default(false),
      weightDecay: weightDecay.default(0),
    })
    .refine(({ nesterov, momentum, dampening }) => !nesterov || (momentum > 0 && dampening === 0), {
      path: ['nesterov'],
      params: { allowed: () => t('false, or a momentum above 0 and no dampening') },
    }),
  z.strictObject({
    name: z.literal('momentum'),
    learningRate: rate,
    momentum: share,
    nesterov: z.boolean().default(false),
    weightDecay: weightDecay.default(0),
  }),
  adamSchema,
  z.strictObject({
    name: z.literal('adamw'),
    learningRate: rate.default(1e-3),
    betas,
    epsilon: small.default(1e-8),
    weightDecay: weightDecay.default(1e-2),
    amsgrad: z.boolean().default(false),
  }),
  rmspropSchema,
  z.strictObject({
    name: z.literal('adagrad'),
    learningRate: rate.default(1e-2),
    epsilon: small.default(1e-10),
    weightDecay: weightDecay.default(0),
  }),
]);

/** An optimizer with all its options. */
export type OptimizerOptions = z.output<typeof optimizerSchema>;

/** The options of one of them. */
export type OptionsOf<Name extends OptimizerSettings['name']> = Extract<OptimizerOptions, { name: Name }>;
