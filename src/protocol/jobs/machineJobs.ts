import * as z from 'zod';

/** Looks at everything a training needs. */
export const doctorJobSchema = z.object({ data: z.string().optional() });

export const doctorReportSchema = z.object({
  /** `ok`, `warning` (works, but could be better), `error` (will not work) or `absent` (not here, and not needed). */
  findings: z.array(
    z.object({
      id: z.enum(['node', 'engine', 'device', 'threads', 'memory', 'containment', 'dataset']),
      status: z.enum(['ok', 'warning', 'error', 'absent']),
      text: z.string(),
      next: z.string().optional(),
    }),
  ),
});

/** Tries every device out that there is on this machine. */
export const devicesJobSchema = z.object({});

/** ONNX Runtime's CUDA libraries, which the package does not carry: looks how large they are, or installs them. */
export const cudaRuntimeJobSchema = z.object({
  action: z.enum(['look', 'install']),
  /** Gets one folder for each version of ONNX Runtime. */
  out: z.string(),
});

export const cudaRuntimeSchema = z.object({
  /** Size of the download. */
  megabytes: z.number().nonnegative(),
  /** Where it comes from. */
  host: z.string(),
});

export type DoctorJob = z.infer<typeof doctorJobSchema>;
export type DoctorReport = z.infer<typeof doctorReportSchema>;
