import {
  augments,
  beatsMajority,
  dropsWhereItBelongs,
  regularizes,
  t,
  wasTested,
  wasTrained,
  type Check,
} from 'lits/check';
import { alexnet, resnet50 } from './reference';

interface Names {
  option: 'alexnet' | 'resnet';
  /** Side of the pictures that the model is tried with. */
  side: number;
}

const dropout = {
  alexnet: dropsWhereItBelongs(
    alexnet,
    (part) => part === 'classifier',
    () => t('Dropout before the dense layers, or none. What is kept is scaled up, so that the mean stays.'),
  ),
  resnet: dropsWhereItBelongs(
    resnet50,
    (part) => part === 'head',
    () => t('Dropout before the last layer, or none. What is kept is scaled up, so that the mean stays.'),
  ),
};

/** The checks of the training script and of its recorded run, for one of the options. */
export function trainingChecks({ option, side }: Names): Check[] {
  const [train, evaluate] = [`${option}-train`, `${option}-evaluate`];
  return [
    {
      id: `${option}-augments`,
      item: train,
      title: t('Training slices are augmented'),
      fault: t('Training slices are not augmented as they should be'),
      probe: augments,
    },
    {
      id: `${option}-regularizes`,
      item: train,
      title: t('Dropout or a penalty on weights is active'),
      fault: t('Neither dropout nor a penalty on weights is active'),
      needs: [`${option}-model`],
      probe: regularizes(side),
    },
    {
      id: `${option}-dropout`,
      item: train,
      title: t('Dropout, if there is any, is where it belongs'),
      fault: t('Dropout is where it does not belong, or does not keep the mean'),
      needs: [`${option}-model`],
      probe: dropout[option],
    },
    {
      id: `${option}-run`,
      item: evaluate,
      title: t('A run of this code has come to its end'),
      fault: t('No run of this code has come to its end'),
      needs: [`${option}-model`],
      probe: wasTrained,
    },
    {
      id: `${option}-tested`,
      item: evaluate,
      title: t('The run was evaluated on the whole test split'),
      fault: t('The run was not evaluated on the whole test split'),
      needs: [`${option}-run`],
      probe: wasTested,
    },
    {
      id: `${option}-beats-majority`,
      item: evaluate,
      title: t('It is better than always giving the most frequent answer'),
      fault: t('It is not better than always giving the most frequent answer'),
      needs: [`${option}-tested`],
      probe: beatsMajority,
    },
  ];
}
