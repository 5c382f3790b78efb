import * as z from 'zod';
import { request, type RequestOptions } from '../../files/request';
import { FailureError } from '../../protocol/failure';
import { faultLines, validate } from '../../protocol/validate';
import { t } from '../../words';

const indexSchema = z.object({ resources: z.array(z.object({ '@id': z.url(), '@type': z.string() })) });
const packagesType = 'PackageBaseAddress/3.0.0';

export interface NugetPackage {
  name: string;
  version: string;
}

/**
 * Address of a package's archive. Source: learn.microsoft.com/nuget/api/package-base-address-resource.
 * @param feed address of the feed's service index
 * @throws FailureError when the feed cannot be reached, or answers as no feed does.
 */
export async function archiveAddress(
  feed: string,
  { name, version }: NugetPackage,
  options: RequestOptions,
): Promise<string> {
  const answer: unknown = await (await request(feed, options)).json();
  const read = validate(indexSchema, answer);
  if (!read.ok)
    throw new FailureError({
      what: t('{0} does not answer as a feed of packages does.', feed),
      why: faultLines(read.faults),
    });
  const base = read.value.resources.find((resource) => resource['@type'] === packagesType)?.['@id'];
  if (!base) throw new Error(`${feed} offers no packages for download.`);
  const [id, exact] = [name.toLowerCase(), version.toLowerCase()];
  return new URL(`${id}/${exact}/${id}.${exact}.nupkg`, base.endsWith('/') ? base : `${base}/`).href;
}

/** Bytes of the file at an address; 0 where the server does not say. */
export async function sizeOf(address: string, options: RequestOptions): Promise<number> {
  const { headers } = await request(address, { ...options, method: 'HEAD' });
  return Number(headers.get('content-length') ?? 0);
}
