import { basename, dirname } from 'node:path';
import { FailureError } from '../../protocol/failure';
import {
  chosenDataSet,
  chooseDataSet,
  findDataSet,
  forgetDataSet,
  knownDataSets,
  listDataSets,
  missingIn,
  nearestHome,
  rememberDataSet,
  sizeText,
  type KnownDataSet,
} from '../../runs';
import { list, t } from '../../words';
import type { Io } from '../io';
import { existingPath } from '../paths';
import type { View } from '../view/view';

const homeOf = async ({ cwd }: Io) => (await nearestHome([cwd])) ?? cwd;

/** `lits data list` */
export async function listData(io: Io, view: View): Promise<void> {
  const chosen = await chosenDataSet(await homeOf(io));
  const dataSets = (await listDataSets()).map((one) => ({ ...one, isChosen: one.path === chosen }));
  const lines = dataSets.map((one, index) => `${one.isChosen ? '*' : ' '} ${index + 1}  ${lineOf(one)}`);
  const none = t(
    'No data set is known on this machine yet. lits prepare makes one, lits data use DIR names one.',
  );
  view.result({ kind: 'dataList', dataSets }, lines.length === 0 ? none : lines.join('\n'));
}

function lineOf(one: KnownDataSet & { missing: string[] }): string {
  const { path, missing } = one;
  return [
    t('{0} in {1}', basename(path), dirname(path)),
    sizeText(one),
    ...(missing.length === 0 ? [] : [t('missing: {0}', list(missing))]),
  ].join(' · ');
}

/** `lits data use` */
export async function useData(given: string, io: Io, view: View): Promise<void> {
  const path = (await listed(given)) ?? (await existingPath(given, io.cwd, 'folder'));
  const data = await findDataSet(path, []);
  const missing = await missingIn(data ?? path);
  if (data === undefined || missing.length > 0)
    throw new FailureError({
      what: t('{0} cannot be used as a data set.', path),
      why: t('It lacks {0}.', list(missing)),
      next: t('Name the folder that holds them, or copy it again.'),
    });
  const home = await homeOf(io);
  await rememberDataSet({ path: data });
  await chooseDataSet(home, data);
  view.result({ kind: 'dataUse', data, home }, t('Commands in {0} now use the data set {1}.', home, data));
}

/** `lits data forget` */
export async function forgetData(given: string, io: Io, view: View): Promise<void> {
  const path = (await listed(given)) ?? given;
  const known = await knownDataSets();
  const one = known.find((other) => other.path === path || dirname(other.path) === path);
  if (!one || !(await forgetDataSet(one.path)))
    throw new FailureError({
      what: t('No such data set is known: {0}.', given),
      next: t('lits data list shows them.'),
    });
  const home = await homeOf(io);
  if ((await chosenDataSet(home)) === one.path) await chooseDataSet(home, undefined);
  const text = t('{0} is no longer in the list. Its files were not touched.', one.path);
  view.result({ kind: 'dataForget', data: one.path }, text);
}

/** The place of a data set that is named by its number in the list. */
async function listed(given: string): Promise<string | undefined> {
  return /^\d+$/.test(given) ? (await knownDataSets())[Number(given) - 1]?.path : undefined;
}
