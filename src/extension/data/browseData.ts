import { join } from 'node:path';
import * as z from 'zod';
import { sliceAddressSchema } from '../../panels/data';
import { datasetFolder } from '../../protocol/dataSet';
import { pickWorkspaceFolder, requireDataSet } from '../training/trainModel';
import type { DataPanels } from './dataPanels';
import type { DataServices } from './newData';

/** What other parts of the extension may ask to see: a slice of a data set. */
const wantedSchema = sliceAddressSchema.extend({ data: z.string() });

/** *LiTS: Browse Data*: the data set of the workspace, or a slice of the data set that `wanted` names. */
export async function browseData(
  services: DataServices & { dataPanels: DataPanels },
  wanted: unknown,
): Promise<void> {
  const asked = wantedSchema.safeParse(wanted);
  if (asked.success) {
    const { data, ...slice } = asked.data;
    services.dataPanels.show(data, slice);
    return;
  }
  const folder = await pickWorkspaceFolder();
  if (!folder) return;
  const data = await requireDataSet(services, folder, join(folder.uri.fsPath, datasetFolder));
  if (data !== undefined) services.dataPanels.show(data);
}
