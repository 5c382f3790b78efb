import * as z from 'zod';

/** Where a model can be trained. */
export const deviceIdSchema = z.enum(['cpu', 'webgpu', 'cuda', 'directml', 'coreml']);

export type DeviceId = z.infer<typeof deviceIdSchema>;

/** What every machine has. */
export const defaultDevice: DeviceId = 'cpu';
