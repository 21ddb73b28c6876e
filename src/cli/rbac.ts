import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import { contextPermissions } from '../context/collect-context.ts';
import { createDirectory } from '../people/create-directory.ts';
import { admissionDocuments, type BareImpersonation } from './admission-yaml.ts';
import { faultLine } from './check.ts';
import { exitCodes, type Command } from './command.ts';
import { actionNeeds } from './rbac-needs.ts';
import { rbacDocuments, type Account, type RbacOptions } from './rbac-yaml.ts';
import { readOptions, WrongUse } from './read-options.ts';

/**
 * `rbac --config F [--cluster NAME] [--namespace NAME …] [--service-account NAMESPACE/NAME]
 * [--act-service-account NAMESPACE/NAME] [--bare-impersonation refuse|warn] [--admission policies|none]`: YAML on stdout.
 */
export const rbac: Command = async (argv, io) => {
  const { values } = readOptions(argv, {
    config: { type: 'string' },
    cluster: { type: 'string' },
    namespace: { type: 'string', multiple: true },
    'service-account': { type: 'string', default: 'middlewatch/middlewatch' },
    'act-service-account': { type: 'string', default: 'middlewatch/middlewatch-act' },
    'bare-impersonation': { type: 'string', default: 'refuse' },
    admission: { type: 'string', default: 'policies' },
  });
  if (values.config === undefined) throw new WrongUse('rbac needs --config FILE');
  const chosen = {
    namespaces: values.namespace,
    reader: accountOf('--service-account', values['service-account']),
    actor: accountOf('--act-service-account', values['act-service-account']),
    bareImpersonation: oneOf('--bare-impersonation', values['bare-impersonation'], ['refuse', 'warn']),
    admission: oneOf('--admission', values.admission, ['policies', 'none']),
  };
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
  const clusters = values.cluster === undefined ? names : [values.cluster];
  const texts = new Set(clusters.map((cluster) => documentsOf(config, cluster, chosen).join('---\n')));
  // What one cluster needs would be too much on another.
  if (texts.size > 1) {
    throw new WrongUse(`the clusters need different roles; choose one with --cluster: ${names.join(', ')}`);
  }
  io.stdout(
    `# For ${clusters.join(', ')}. Made by "middlewatch rbac"; make it again after a change of the config.\n${[...texts].join('')}`,
  );
  return exitCodes.done;
};

interface Chosen {
  namespaces: readonly string[] | undefined;
  reader: Account;
  actor: Account;
  bareImpersonation: BareImpersonation;
  admission: 'policies' | 'none';
}

function documentsOf(config: Config, cluster: string, chosen: Chosen): string[] {
  const { namespaces } = chosen;
  const found = config.clusters.find((one) => one.name === cluster);
  const people = createDirectory(config.people).listPeople();
  const { peopleByEmail: byEmail, slackGroups } = config;
  const options: RbacOptions = {
    identity: found?.impersonate === true ? 'impersonate' : 'own',
    users: distinct([
      ...people.map(({ user }) => user),
      ...(byEmail?.users ?? []).map((email) => `${byEmail?.prefix ?? ''}${email}`),
    ]),
    groups: distinct([
      ...people.flatMap((person) => person.groups),
      ...slackGroups.map(({ group }) => group),
    ]),
    reader: chosen.reader,
    actor: found?.actAs === undefined ? chosen.reader : chosen.actor,
  };
  const actions = actionNeeds(config, cluster).map((one) =>
    namespaces === undefined ? one : { ...one, namespaces },
  );
  return [
    ...rbacDocuments({ context: contextPermissions, actions }, options),
    ...(chosen.admission === 'none'
      ? []
      : admissionDocuments(actions, { ...options, bareImpersonation: chosen.bareImpersonation })),
  ];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function accountOf(flag: string, text: string): Account {
  const [namespace = '', name = '', ...more] = text.split('/');
  if (namespace === '' || name === '' || more.length > 0) throw new WrongUse(`${flag} wants NAMESPACE/NAME`);
  return { namespace, name };
}

function oneOf<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw new WrongUse(`${flag} wants ${choices.join(' or ')}`);
  return chosen;
}
