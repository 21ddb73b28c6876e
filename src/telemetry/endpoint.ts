/** How to reach one server: the keys that every endpoint of the config takes. */
export interface Endpoint {
  /** Without a path of the API: `http://prometheus:9090`. */
  url: string;
  /** Read again at every call, so that it may rotate. */
  bearerTokenFile?: string | undefined;
  basicAuth?: { username: string; passwordFile: string } | undefined;
  /** A PEM file with the authorities to trust, instead of the system's. */
  caFile?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}
