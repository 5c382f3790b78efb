import { Compose } from 'lits';

/** The pipeline that you would train with: build it in the laboratory, then insert it here. */
export default new Compose([]);
