import {
  beatsMajorityInValidation,
  dropoutAlone,
  dropsOut,
  dropsWhereItBelongs,
  isComparableWith,
  penalizesSquares,
  penaltyAlone,
  t,
  trainsAs,
  wasTrained,
  withoutRegularization,
  type Check,
} from 'lits/check';
import { network } from './checks/network';
import { smallCnn } from './checks/reference';

const baseline = 'baseline.ts';

/** A run that has not learned anything shows nothing of what holds a network back. */
const learned = (item: string): Check => ({
  id: `${item}-learned`,
  item,
  title: t('The run has learned more than the most frequent answer'),
  fault: t('The run has not learned more than the most frequent answer'),
  needs: [`${item}-run`],
  probe: beatsMajorityInValidation,
});

/**
 * What the tasks that build on the baseline have in common with it.
 * @param mayPenalize whether their settings may have a penalty on squares
 */
const likeBaseline = (item: string, needs: string, mayPenalize = false): Check[] => [
  {
    id: `${item}-settings`,
    item,
    title: t('It is trained as the baseline is'),
    fault: t('It is not trained as the baseline is'),
    needs: [needs],
    probe: trainsAs(baseline, mayPenalize),
  },
  {
    id: `${item}-run`,
    item,
    title: t('A run of this code has come to its end'),
    fault: t('No run of this code has come to its end'),
    needs: [needs],
    probe: wasTrained,
  },
  learned(item),
  {
    id: `${item}-comparable`,
    item,
    title: t('The run can be compared with that of the baseline'),
    fault: t('The run cannot be compared with that of the baseline'),
    needs: [`${item}-settings`, `${item}-run`],
    probe: isComparableWith(baseline),
  },
];

export default (): Check[] => [
  {
    id: 'baseline-network',
    item: 'baseline',
    title: t('The network is the one of the table'),
    fault: t('The network is not the one of the table'),
    share: 3,
    probe: network,
  },
  {
    id: 'baseline-alone',
    item: 'baseline',
    title: t('Nothing regularizes it'),
    fault: t('Something regularizes it'),
    needs: ['baseline-network'],
    probe: withoutRegularization,
  },
  {
    id: 'baseline-run',
    item: 'baseline',
    title: t('A run of this code has come to its end'),
    fault: t('No run of this code has come to its end'),
    needs: ['baseline-alone'],
    probe: wasTrained,
  },
  learned('baseline'),

  {
    id: 'l2-network',
    item: 'l2',
    title: t('The network is that of the baseline'),
    fault: t('The network is not that of the baseline'),
    probe: network,
  },
  {
    id: 'l2-penalty',
    item: 'l2',
    title: t('Every layer with weights has a penalty on their squares'),
    fault: t('A layer with weights has no penalty on their squares'),
    share: 2,
    needs: ['l2-network'],
    probe: penalizesSquares,
  },
  {
    id: 'l2-alone',
    item: 'l2',
    title: t('Nothing else regularizes it'),
    fault: t('Something else regularizes it, too'),
    needs: ['l2-network'],
    probe: penaltyAlone,
  },
  ...likeBaseline('l2', 'l2-penalty', true),

  {
    id: 'dropout-network',
    item: 'dropout',
    title: t('The network is that of the baseline'),
    fault: t('The network is not that of the baseline'),
    probe: network,
  },
  {
    id: 'dropout-drops',
    item: 'dropout',
    title: t('Units are dropped in training'),
    fault: t('Units are not dropped in training as they should be'),
    share: 2,
    needs: ['dropout-network'],
    probe: dropsOut,
  },
  {
    id: 'dropout-places',
    item: 'dropout',
    title: t('Dropout is before the dense layers, and keeps the mean'),
    fault: t('Dropout is where it does not belong, or does not keep the mean'),
    needs: ['dropout-network', 'dropout-drops'],
    probe: dropsWhereItBelongs(
      smallCnn,
      (part) => part === 'classifier',
      () => t('Dropout before the dense layers alone. What is kept is scaled up, so that the mean stays.'),
    ),
  },
  {
    id: 'dropout-alone',
    item: 'dropout',
    title: t('Nothing else regularizes it'),
    fault: t('Something else regularizes it, too'),
    needs: ['dropout-network'],
    probe: dropoutAlone,
  },
  ...likeBaseline('dropout', 'dropout-drops'),
];
