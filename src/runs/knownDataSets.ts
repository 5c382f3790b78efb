import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { writeJsonAtomic } from '../files/atomicFile';
import { userDataFolder } from '../files/userFolders';
import { readJsonIfWhole } from '../files/jsonFile';
import { csvName, splitSchema, type SplitName } from '../protocol/dataSet';
import { number, t } from '../words';
import { isThere } from './homes';

const slicesSchema = z.object({ train: z.number(), val: z.number(), test: z.number() });

const knownSchema = z.object({
  /** Absolute path of the `Clean_LiTS` folder. */
  path: z.string(),
  /** Of its pictures and labels; missing: it was never opened. */
  fingerprint: z.string().optional(),
  slices: slicesSchema.optional(),
  usedAt: z.iso.datetime(),
});
const listSchema = z.object({ version: z.literal(1), dataSets: z.array(knownSchema) });

/** A data set that was used on this machine. */
export type KnownDataSet = z.infer<typeof knownSchema>;

/** Those used longest ago are forgotten. */
const most = 50;

const listFile = () => join(userDataFolder(), 'datasets.json');

/** The data sets that were used on this machine, the latest first. */
export async function knownDataSets(): Promise<KnownDataSet[]> {
  return (await readJsonIfWhole(listFile(), listSchema))?.dataSets ?? [];
}

/** As `knownDataSets`, with what each lacks now. */
export async function listDataSets(): Promise<(KnownDataSet & { missing: string[] })[]> {
  const known = await knownDataSets();
  return Promise.all(known.map(async (one) => ({ ...one, missing: await missingIn(one.path) })));
}

/** How large a data set was when it was opened last, in words. */
export function sizeText({ slices }: KnownDataSet): string {
  return slices ? t('{0} slices', number(slices.train + slices.val + slices.test)) : t('never opened');
}

/** Notes that a data set is used. What is not told is kept from before. */
export async function rememberDataSet(used: Omit<KnownDataSet, 'usedAt'>, now = new Date()): Promise<void> {
  const path = resolve(used.path);
  const known = await knownDataSets();
  const earlier = known.find((one) => one.path === path);
  const others = known.filter((one) => one.path !== path);
  try {
    await write([{ ...earlier, ...used, path, usedAt: now.toISOString() }, ...others].slice(0, most));
  } catch (error) {
    // The list helps to find data sets again: a full disk, or a home that may only be read, must not end the work with one.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Takes a data set from the list; its files stay. @returns whether it was there */
export async function forgetDataSet(path: string): Promise<boolean> {
  const known = await knownDataSets();
  const others = known.filter((one) => one.path !== resolve(path));
  if (others.length < known.length) await write(others);
  return others.length < known.length;
}

async function write(dataSets: KnownDataSet[]): Promise<void> {
  await mkdir(dirname(listFile()), { recursive: true });
  await writeJsonAtomic(listFile(), { version: 1, dataSets });
}

/** Names of the tables and folders that a data set lacks; all of them where it is not there any more. */
export async function missingIn(path: string): Promise<string[]> {
  const wanted = splitSchema.options.flatMap((split: SplitName) => [csvName(split), split]);
  const there = await Promise.all(wanted.map((name) => isThere(join(path, name))));
  return wanted.filter((_, index) => !there[index]);
}

/** What a run or an evaluation says of its data set. */
export interface UsedData {
  path: string;
  fingerprint: string;
  slices: Record<SplitName, number>;
}

/** Places where the data set of a run is, or was: where it was trained, then known ones with its content. Only those that are there. */
export async function placesOfData({ path, fingerprint }: UsedData): Promise<string[]> {
  const known = await knownDataSets();
  const same = known.filter((one) => one.fingerprint === fingerprint).map((one) => one.path);
  return those([path, ...same]);
}

/** Known data sets of a size whose content nobody has looked at yet: one of them may be what was moved. */
export async function unseenDataSets({ slices }: UsedData): Promise<string[]> {
  const isOfItsSize = (one: KnownDataSet) =>
    one.slices === undefined || splitSchema.options.every((split) => one.slices?.[split] === slices[split]);
  const known = await knownDataSets();
  return those(
    known.filter((one) => one.fingerprint === undefined && isOfItsSize(one)).map(({ path }) => path),
  );
}

async function those(places: readonly string[]): Promise<string[]> {
  const missing = await Promise.all(places.map((place) => missingIn(place)));
  return [...new Set(places.filter((_, index) => missing[index]?.length === 0))];
}
