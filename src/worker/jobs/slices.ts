import { readSlicePictures } from '../../data';
import type { JobResult, SlicesJob } from '../../protocol/jobs';

/** Reads slices as pictures. */
export async function slices({ data, split, files }: SlicesJob): Promise<JobResult> {
  const pictures = await readSlicePictures(data, split, files);
  return {
    kind: 'slices',
    slices: pictures.map(({ file, image, outlines }) => ({
      file,
      image: image.toString('base64'),
      outlines: outlines?.toString('base64'),
    })),
  };
}
