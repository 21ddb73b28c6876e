import { ClusterError, type ClusterClient } from './cluster-client.ts';

export interface NotedCluster<Client> {
  cluster: Client;
  /** What was answered 403 so far, each right once, as sentences without full stop. */
  missing: () => readonly string[];
}

/**
 * The same cluster, which remembers what it was refused. Whoever reads may go on without an answer; nobody should go
 * on without saying so.
 */
export function noteMissingRights<Client extends Partial<ClusterClient>>(
  cluster: Client,
): NotedCluster<Client> {
  const sentences = new Set<string>();
  const noted = async (work: Promise<unknown>): Promise<unknown> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ClusterError && error.missing !== undefined) sentences.add(error.message);
      throw error;
    }
  };
  return {
    cluster: new Proxy(cluster, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...arguments_: unknown[]): unknown => {
          const result: unknown = Reflect.apply(member, target, arguments_);
          return result instanceof Promise ? noted(result) : result;
        };
      },
    }),
    missing: () => [...sentences],
  };
}
