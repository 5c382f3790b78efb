import { Compose } from 'lits';

/** Die Pipeline, mit der Sie trainieren würden: Bauen Sie sie im Labor, und fügen Sie sie dann hier ein. */
export default new Compose([]);
