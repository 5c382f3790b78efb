import * as z from 'zod';
import { listedSlicesSchema } from '../augmentation';
import { splitSchema } from '../run';

/** Makes the sample data set. */
export const prepareJobSchema = z.object({
  /** Folder that will hold `Clean_LiTS/`. */
  out: z.string(),
  patients: z.number().int().min(3).max(1000),
  slices: z.number().int().min(4).max(512),
  seed: z.number().int().nonnegative(),
});

export const preparedDataSchema = z.object({
  /** The data set's folder. */
  data: z.string(),
  slices: z.object({ train: z.number(), val: z.number(), test: z.number() }),
});

/** Makes the data set from its archive, which is downloaded or there already. */
export const downloadJobSchema = z.object({
  /** Folder that will hold `Clean_LiTS/`. */
  out: z.string(),
  /** Address of the archive; default: the course's. */
  url: z.string().optional(),
  /** An archive that is there already. */
  zip: z.string().optional(),
});

export const downloadedDataSchema = preparedDataSchema.extend({
  /** Of the archive. */
  sha256: z.string(),
});

/** Makes a data set of volumes. */
export const volumesJobSchema = z.object({
  /** Folder with the volumes. */
  volumes: z.string(),
  /** Folder that will hold `Clean_LiTS/`. */
  out: z.string(),
  /** Hounsfield units that become black and white. */
  window: z.tuple([z.number(), z.number()]).default([-160, 240]),
  /** Pixels of a side of the pictures. */
  size: z.number().int().min(16).max(2048).default(256),
  /** Volumes of each split. */
  split: z.string().default('101/15/15'),
  /** Table with the split of each volume, instead. */
  splitFile: z.string().optional(),
  /** Table with the orientation of single volumes. */
  orientationFile: z.string().optional(),
  /** Volumes prepared at the same time. */
  workers: z.number().int().min(1).max(256).optional(),
});

export const preparedVolumesSchema = preparedDataSchema.extend({
  volumes: z.number(),
  /** Volumes that could not be used. */
  refused: z.array(z.object({ volume: z.string(), why: z.string() })),
  /** What is doubtful about those that could. */
  warnings: z.array(z.object({ volume: z.string(), text: z.string() })),
});

/** Looks at every picture of a data set. */
export const checkDataJobSchema = z.object({
  /** `Clean_LiTS` folder, or the one that holds it. */
  data: z.string(),
});

/** Lists the slices of a data set, packed so that they can be read by place. */
export const listSlicesJobSchema = z.object({
  /** `Clean_LiTS` folder. */
  data: z.string(),
});

export const packedDataSchema = z.object({
  /** The data set's folder. */
  path: z.string(),
  /** Files of the packed slices: 256 x 256 bytes each, one after the other. */
  packed: z.record(splitSchema, z.string()),
  splits: listedSlicesSchema,
});

/** As many slices as one job or message may ask for. */
export const mostSlices = 200;

/** Reads slices as pictures to look at. */
export const slicesJobSchema = z.object({
  /** `Clean_LiTS` folder. */
  data: z.string(),
  split: splitSchema,
  /** As the split's table names them. */
  files: z.array(z.string()).max(mostSlices),
});

export const slicePicturesSchema = z.array(
  z.object({
    file: z.string(),
    /** PNG, 256 x 256. */
    image: z.base64(),
    /** The same size, transparent: outline of the liver, and dashed those of lesions; absent without masks. */
    outlines: z.base64().optional(),
  }),
);

export type PrepareJob = z.infer<typeof prepareJobSchema>;
export type PreparedData = z.infer<typeof preparedDataSchema>;
export type DownloadJob = z.infer<typeof downloadJobSchema>;
export type DownloadedData = z.infer<typeof downloadedDataSchema>;
export type VolumesJob = z.infer<typeof volumesJobSchema>;
export type PreparedVolumes = z.infer<typeof preparedVolumesSchema>;
export type CheckDataJob = z.infer<typeof checkDataJobSchema>;
export type ListSlicesJob = z.infer<typeof listSlicesJobSchema>;
export type PackedData = z.infer<typeof packedDataSchema>;
export type SlicesJob = z.infer<typeof slicesJobSchema>;
export type SlicePictures = z.infer<typeof slicePicturesSchema>;
