/**
 * Each process of tests knows data sets of its own: a run whose data set has changed is otherwise resumed on an equal one that a test
 * beside it has made.
 */
const { LITS_TESTS_HOME: home = '', VITEST_POOL_ID: pool = '' } = process.env;
process.env['XDG_DATA_HOME'] = process.env['APPDATA'] = `${home}/${pool}`;

export {};
