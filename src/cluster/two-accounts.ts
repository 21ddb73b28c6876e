import type { ClusterClient } from './cluster-client.ts';

/**
 * One cluster behind two accounts: what changes something, or is done in a person's name, goes out under the one that
 * acts; everything else under the one that can only read. Collectors are given the reader alone.
 */
export function twoAccounts(reader: ClusterClient, actor: ClusterClient): ClusterClient {
  const by = (options: { identity?: object } | undefined): ClusterClient =>
    options?.identity === undefined ? reader : actor;
  return {
    name: reader.name,
    get: async (path, options) => by(options).get(path, options),
    list: async (path, options) => by(options).list(path, options),
    text: async (path, query, options) => by(options).text(path, query, options),
    change: async (change, options) => actor.change(change, options),
    close: () => {
      reader.close();
      actor.close();
    },
  };
}
