import { expect, it } from 'vitest';
import { proxiesIn, workerEnvironment } from '../../../src/launch/environment';

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

it('hands on where the proxies are, in either case', () => {
  const proxies = {
    HTTP_PROXY: 'http://a:1',
    HTTPS_PROXY: 'http://b:2',
    NO_PROXY: 'localhost',
    http_proxy: 'http://c:3',
    https_proxy: 'http://d:4',
    no_proxy: '*.local',
  };
  expect(workerEnvironment(proxies, {})).toMatchObject(proxies);
});

it("has the editor's proxy lead, however the environment writes its own: Windows knows one of the two only", () => {
  const parent = { HTTP_PROXY: 'http://a:1', Https_Proxy: 'http://b:2', NO_PROXY: 'localhost' };
  const editor = { http_proxy: 'http://editor:8080', https_proxy: 'http://editor:8080' };
  const environment = workerEnvironment(parent, editor);
  const proxies = Object.entries(environment).filter(([name]) => /^https?_proxy$/i.test(name));
  expect(Object.fromEntries(proxies)).toEqual(editor);
  expect(environment).toMatchObject({ NO_PROXY: 'localhost' });
});

it('hands on nothing else that is named like them', () => {
  expect(workerEnvironment({ PROXY_PASSWORD: 'secret' }, {})).not.toHaveProperty('PROXY_PASSWORD');
});

it('holds proxies with passwords where a worker only downloads', () => {
  const proxies = { https_proxy: 'http://user:secret@proxy:8080', ALL_PROXY: 'http://b:2' };
  expect(proxiesIn({ ...proxies, HTTP_PROXY: '', TOKEN: 'secret' })).toEqual(proxies);
});

it('hands on where Python finds its packages, as modules of clusters set it', () => {
  const modules = {
    PYTHONPATH: '/apps/torch',
    EBPYTHONPREFIXES: '/apps/torch',
    LD_LIBRARY_PATH: '/apps/lib',
  };
  expect(workerEnvironment(modules, {})).toMatchObject(modules);
});
