import { readSlicePictures } from '../../data';
import type { SlicePictures, SlicesJob } from '../../protocol/jobs/dataJobs';

/** Reads slices as pictures. */
export async function slices({ data, split, files }: SlicesJob): Promise<SlicePictures> {
  const pictures = await readSlicePictures(data, split, files);
  return pictures.map(({ file, image, outlines }) => ({
    file,
    image: image.toString('base64'),
    outlines: outlines?.toString('base64'),
  }));
}
