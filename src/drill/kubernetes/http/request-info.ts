/** What a request asks for, read from its method and path alone, as RBAC and the audit log see it. */
export interface RequestInfo {
  /** get, list, watch, create, update, patch, delete, deletecollection; else the HTTP method in lower case. */
  verb: string;
  /** The path without the query. */
  path: string;
  query: URLSearchParams;
  /** Absent when the path names no resource (`/version`, `/apis/apps/v1`). */
  target?: RequestTarget;
}

export interface RequestTarget {
  group: string;
  version: string;
  resource: string;
  subresource: string;
  /** Empty for cluster-scoped resources and for lists over all namespaces. */
  namespace: string;
  /** Empty for collections. */
  name: string;
}

function targetOf(parts: string[]): RequestTarget | undefined {
  const grouped = parts[0] === 'apis';
  const group = grouped ? (parts[1] ?? '') : '';
  const version = grouped ? parts[2] : parts[1];
  let rest = parts.slice(grouped ? 3 : 2);
  if (version === undefined || rest.length === 0) return undefined;
  let namespace = '';
  // /api/v1/namespaces/NAME and its subresources are the namespace itself, anything longer lies in it.
  const ownSubresource = rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize');
  if (rest[0] === 'namespaces' && rest.length > 2 && !ownSubresource) {
    namespace = rest[1] ?? '';
    rest = rest.slice(2);
  } else if (rest[0] === 'namespaces') {
    namespace = rest[1] ?? '';
  }
  const [resource = '', name = '', subresource = ''] = rest;
  return { group, version, resource, name, subresource, namespace };
}

function verbOf(method: string, target: RequestTarget | undefined, query: URLSearchParams): string {
  if (target === undefined) return method.toLowerCase();
  const collection = target.name === '';
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (['true', '1', ''].includes(query.get('watch') ?? 'no')) return 'watch';
      return collection ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return collection ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

/** @param url path with query, as in the request line. */
export function readRequestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const target = parts[0] === 'api' || parts[0] === 'apis' ? targetOf(parts) : undefined;
  const verb = verbOf(method, target, searchParams);
  return { verb, path: pathname, query: searchParams, ...(target === undefined ? {} : { target }) };
}
