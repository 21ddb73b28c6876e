import { catalogue } from '../actions/catalogue.ts';
import { permissionsOf } from '../actions/permissions-of.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import { contextPermissions } from '../context/collect-context.ts';
import { actionNames } from '../model/action.ts';
import { createDirectory } from '../people/create-directory.ts';
import { faultLine } from './check.ts';
import { exitCodes, type Command } from './command.ts';
import { rbacYaml } from './rbac-yaml.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** `rbac --config F [--cluster NAME] [--namespace NAME …] [--service-account NAMESPACE/NAME]`: YAML on stdout. */
export const rbac: Command = async (argv, io) => {
  const { values } = readOptions(argv, {
    config: { type: 'string' },
    cluster: { type: 'string' },
    namespace: { type: 'string', multiple: true },
    'service-account': { type: 'string', default: 'middlewatch/middlewatch' },
  });
  if (values.config === undefined) throw new WrongUse('rbac needs --config FILE');
  const [namespace = '', name = '', ...more] = values['service-account'].split('/');
  if (namespace === '' || name === '' || more.length > 0) {
    throw new WrongUse('--service-account wants NAMESPACE/NAME');
  }
  const result = await loadConfig(values.config);
  if (!result.ok) {
    for (const fault of result.errors) io.stderr(`${faultLine(fault)}\n`);
    return exitCodes.wrongUse;
  }
  const { config } = result;
  const names = config.clusters.map((cluster) => cluster.name);
  if (values.cluster !== undefined && !names.includes(values.cluster)) {
    throw new WrongUse(`there is no cluster ${values.cluster} in the config; it has ${names.join(', ')}`);
  }
  const chosen = values.cluster === undefined ? names : [values.cluster];
  const options = { namespaces: values.namespace, serviceAccount: { namespace, name } };
  const texts = new Set(chosen.map((cluster) => rolesOf(config, cluster, options)));
  // What one cluster needs would be too much on another.
  if (texts.size > 1) {
    throw new WrongUse(`the clusters need different roles; choose one with --cluster: ${names.join(', ')}`);
  }
  io.stdout(
    `# For ${chosen.join(', ')}. Made by "middlewatch rbac"; make it again after a change of the config.\n${[...texts].join('')}`,
  );
  return exitCodes.done;
};

interface RolesOptions {
  namespaces: readonly string[] | undefined;
  serviceAccount: { namespace: string; name: string };
}

function rolesOf(config: Config, cluster: string, options: RolesOptions): string {
  const rules = config.policy.filter((rule) => rule.clusters?.includes(cluster) ?? true);
  const enabled = actionNames.filter((action) => rules.some((rule) => rule.actions.includes(action)));
  const identity =
    config.clusters.find((one) => one.name === cluster)?.impersonate === true ? 'impersonate' : 'own';
  const namespaces = options.namespaces ?? exactNamespaces(rules);
  return rbacYaml(
    { context: contextPermissions, actions: enabled.flatMap((action) => permissionsOf(catalogue[action])) },
    {
      identity,
      people: createDirectory(config.people).listPeople(),
      serviceAccount: options.serviceAccount,
      ...(namespaces !== undefined && { namespaces }),
    },
  );
}

/** Where the policy allows actions on workloads, if it names every namespace; a wildcard cannot be bound. */
function exactNamespaces(rules: Config['policy']): readonly string[] | undefined {
  const ofWorkloads = rules.filter(({ actions }) =>
    actions.some((action) => action === 'rollback' || action === 'scale'),
  );
  const named = ofWorkloads.flatMap((rule) => rule.namespaces ?? ['*']);
  if (named.length === 0 || named.some((namespace) => namespace.includes('*'))) return undefined;
  return [...new Set(named)].sort();
}
