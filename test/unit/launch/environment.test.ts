import { expect, it } from 'vitest';
import { workerEnvironment } from '../../../src/launch/environment';

it('gives the worker a proxy, and no secrets', () => {
  const parent = {
    https_proxy: 'http://proxy:8080',
    HTTP_PROXY: 'http://user:secret@proxy:8080',
    NO_PROXY: 'localhost',
    API_TOKEN: 'secret',
  };
  const environment = workerEnvironment(parent, {});
  expect(environment).toMatchObject({ https_proxy: 'http://proxy:8080', NO_PROXY: 'localhost' });
  expect(JSON.stringify(environment)).not.toContain('secret');
});
