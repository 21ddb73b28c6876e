import { ClusterError, type ClusterClient } from './cluster-client.ts';

export interface NotedCluster {
  cluster: ClusterClient;
  /** What was answered 403 so far, each right once, as sentences without full stop. */
  missing: () => readonly string[];
}

/**
 * The same cluster, which remembers what it was refused. Whoever reads may go on without an answer; nobody should go
 * on without saying so.
 */
export function noteMissingRights(cluster: ClusterClient): NotedCluster {
  const sentences = new Set<string>();
  const noted = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ClusterError && error.missing !== undefined) sentences.add(error.message);
      throw error;
    }
  };
  return {
    cluster: {
      name: cluster.name,
      get: async (path, options) => noted(cluster.get(path, options)),
      list: async (path, options) => noted(cluster.list(path, options)),
      text: async (path, query, options) => noted(cluster.text(path, query, options)),
      change: async (change, options) => noted(cluster.change(change, options)),
      close: () => cluster.close(),
    },
    missing: () => [...sentences],
  };
}
