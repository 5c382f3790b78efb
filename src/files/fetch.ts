/** What a request for a file says beside its address. */
export interface FileRequest {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal;
  /** `manual`: an answer that leads elsewhere is given as it is. */
  redirect?: 'manual';
}

/** As much of an answer as a download needs. */
export type FileResponse = Pick<Response, 'ok' | 'status' | 'statusText' | 'body' | 'json'> & {
  headers: Pick<Headers, 'get' | 'has' | 'getSetCookie'>;
};

/** Gets a file: Node's own `fetch`, or one that goes through a proxy or pages. */
export type FetchFile = (address: string, request?: FileRequest) => Promise<FileResponse>;
