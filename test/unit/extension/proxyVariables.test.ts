import { expect, it } from 'vitest';
import { proxyVariables } from '../../../src/extension/kit/proxyVariables';

it("tells a worker the editor's proxy and the hosts that go without it", () => {
  expect(proxyVariables({ proxy: ' http://proxy:8080 ', noProxy: ['a.example', 'b.example'] })).toEqual({
    http_proxy: 'http://proxy:8080',
    https_proxy: 'http://proxy:8080',
    no_proxy: 'a.example,b.example',
  });
});

it.each([{}, { proxy: '' }, { proxy: null }, { proxy: 'http://proxy', proxySupport: 'off' }])(
  'leaves the environment as it is with %j',
  (settings) => {
    expect(proxyVariables(settings)).toEqual({});
  },
);
