import * as z from 'zod';
import type { MonitoredMetric } from '../student';

/** Metrics that a run may be steered by, and which way is better. */
export const betterWay: Readonly<Record<MonitoredMetric, 'min' | 'max'>> = {
  valLoss: 'min',
  valAccuracy: 'max',
  valBalancedAccuracy: 'max',
  valF1: 'max',
  loss: 'min',
  accuracy: 'max',
};

/** What is watched, and which way is better. */
export const monitoredMetric = {
  metric: z
    .enum(['valLoss', 'valAccuracy', 'valBalancedAccuracy', 'valF1', 'loss', 'accuracy'])
    .default('valLoss'),
  mode: z.enum(['min', 'max']).optional(),
};

/** Which way is better, where the settings do not say. */
export const modeOf = ({ metric, mode }: { metric: MonitoredMetric; mode?: 'min' | 'max' | undefined }) =>
  mode ?? betterWay[metric];
