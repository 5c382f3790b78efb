/** What the editor's settings say of proxies: `http.proxy`, `http.noProxy`, `http.proxySupport`. */
export interface ProxySettings {
  proxy?: unknown;
  noProxy?: unknown;
  proxySupport?: unknown;
}

/** Variables that tell a worker of the editor's proxy; none where the settings leave that to the environment. */
export function proxyVariables({ proxy, noProxy, proxySupport }: ProxySettings): Record<string, string> {
  if (typeof proxy !== 'string' || proxy.trim() === '' || proxySupport === 'off') return {};
  const excepted = Array.isArray(noProxy) ? noProxy.filter((host) => typeof host === 'string') : [];
  // Where both are set, the small letters win.
  return {
    http_proxy: proxy.trim(),
    https_proxy: proxy.trim(),
    ...(excepted.length > 0 ? { no_proxy: excepted.join(',') } : {}),
  };
}
