import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { catalogue } from '../../src/actions/catalogue.ts';
import { rbac } from '../../src/cli/rbac.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { RbacRule } from '../../src/drill/kubernetes/rbac-rule.ts';
import { carry, planOf } from '../actions/support/plan-of.ts';
import { checkout, node, startShopWorld, type ShopWorld } from '../actions/support/shop-world.ts';

interface Role {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }[];
  roleRef?: { kind: string; name: string };
}

async function run(config: string, ...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-rbac-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'middlewatch.yml');
  writeFileSync(file, config);
  let text = '';
  let problems = '';
  const code = await rbac(['--config', file, ...more], {
    stdout: (part) => (text += part),
    stderr: (part) => (problems += part),
    env: {},
  });
  const documents = parseAllDocuments(text).map((document) => document.toJS() as Role);
  return { code, text, problems, documents };
}

const base = (changes: { impersonate?: boolean; namespaces?: string; people?: string } = {}): string => `
slack: { channel: C1 }
clusters:
  - { name: prod, impersonate: ${changes.impersonate ?? false} }
people: ${changes.people ?? '[{ slack: U01ANA, user: ana@example.com, groups: [sre] }, { slack: U01BO, user: "b\\"o: #x", groups: [sre, oncall] }]'}
policy:
  - { actions: [rollback, scale], namespaces: ${changes.namespaces ?? '[shop]'}, ask: ["group:sre"], approve: { from: ["group:sre"] } }
  - { actions: [cordon], ask: ["group:sre"], approve: { from: ["group:sre"] } }
`;

/** The roles as the simulated API server enforces them: those bound to the bot, or the named ones of the people. */
function grants(documents: readonly Role[], users: string[], names: readonly string[] = []): RbacRule[] {
  const bindings = documents.filter((one) => one.roleRef !== undefined);
  const bound = bindings.map(({ roleRef, metadata }) => ({
    name: roleRef?.name,
    namespace: metadata.namespace,
  }));
  const chosen = names.length === 0 ? bound : names.map((name) => ({ name, namespace: undefined }));
  return chosen.flatMap(({ name, namespace }) => {
    const role = documents.find(
      (one) => one.rules !== undefined && one.metadata.name === name && one.metadata.namespace === namespace,
    );
    const namespaces = namespace === undefined ? {} : { namespaces: [namespace] };
    return (role?.rules ?? []).map((rule) => ({ ...rule, users, ...namespaces }));
  });
}

let world: ShopWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const everyAction = [
  { action: 'scale', target: checkout, replicas: 4 },
  { action: 'rollback', target: checkout },
  { action: 'cordon', target: node },
] as const;

describe('middlewatch rbac', () => {
  it('prints roles with which every enabled action works, and no more', async () => {
    const { code, documents } = await run(base());
    expect(code).toBe(0);
    world = await startShopWorld({ rbac: grants(documents, ['middlewatch']) });
    await world.deploy('1.4');
    await world.deploy('1.5');
    for (const parameters of everyAction) {
      const plan = await planOf(world.tools, parameters);
      expect(await carry(world.tools, plan, `of${parameters.action}`)).toMatchObject({ outcome: 'answered' });
    }
    const elsewhere = await makePlan(world.tools, {
      ...everyAction[0],
      target: { ...checkout, namespace: 'default' },
    });
    expect(elsewhere).toMatchObject({ reason: 'not-found' });
    const verbs = new Set(documents.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.verbs)));
    expect([...verbs].sort()).toEqual(['get', 'list', 'patch']);
  });

  it('binds mutating rights only in the namespaces that the policy names', async () => {
    const { documents } = await run(base({ namespaces: '[shop, billing]' }));
    const patching = documents.filter(({ rules = [] }) =>
      rules.some((rule) => rule.verbs.includes('patch') && !rule.resources.includes('nodes')),
    );
    expect(patching.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`).sort()).toEqual([
      'Role billing',
      'Role shop',
    ]);
    const everywhere = await run(base({ namespaces: '["shop*"]' }));
    expect(everywhere.documents.map(({ kind }) => kind)).not.toContain('Role');
    const chosen = await run(base({ namespaces: '["shop*"]' }), '--namespace', 'shop-eu');
    expect(chosen.documents.some(({ metadata }) => metadata.namespace === 'shop-eu')).toBe(true);
  });

  it('with impersonation names each user, group and extra, and leaves the mutating rights to the people', async () => {
    const { documents, text } = await run(base({ impersonate: true }));
    const impersonation = documents.find(
      ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'middlewatch-impersonate',
    );
    expect(impersonation?.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['users'],
        resourceNames: ['ana@example.com', 'b"o: #x'],
        verbs: ['impersonate'],
      },
      { apiGroups: [''], resources: ['groups'], resourceNames: ['oncall', 'sre'], verbs: ['impersonate'] },
      {
        apiGroups: ['authentication.k8s.io'],
        resources: ['userextras/middlewatch-incident', 'userextras/middlewatch-slack-user'],
        verbs: ['impersonate'],
      },
    ]);
    const own = documents.find(({ metadata }) => metadata.name === 'middlewatch');
    expect(own?.rules?.flatMap((rule) => rule.verbs)).not.toContain('patch');
    expect(text).toContain('Bound to nobody here');
    expect(documents.filter(({ roleRef }) => roleRef?.name.includes('actions'))).toEqual([]);
  });

  it('the whole impersonated walk works with exactly these roles', async () => {
    const { documents } = await run(base({ impersonate: true }));
    const person = grants(
      documents,
      ['ana@example.com'],
      ['middlewatch-actions', 'middlewatch-cluster-actions'],
    );
    world = await startShopWorld({ rbac: [...grants(documents, ['middlewatch']), ...person] });
    await world.deploy('1.4');
    await world.deploy('1.5');
    const identity = {
      user: 'ana@example.com',
      groups: ['sre'],
      extra: { 'middlewatch-incident': 'i1', 'middlewatch-slack-user': 'U01ANA' },
    };
    const tools = { ...world.tools, identity };
    for (const parameters of everyAction) {
      const plan = await planOf(tools, parameters);
      expect(await carry(tools, plan, `of${parameters.action}`)).toMatchObject({ outcome: 'answered' });
    }
    // Nobody else: the open grant would make the bot whoever it wants.
    const mallory = { ...tools, identity: { ...identity, groups: ['system:masters'] } };
    expect(await makePlan(mallory, everyAction[0])).toMatchObject({ reason: 'forbidden' });
  });

  it('never prints an impersonation rule without names', async () => {
    const { documents } = await run(base({ impersonate: true, people: '[]' }));
    expect(JSON.stringify(documents)).not.toContain('"impersonate"');
    const alone = await run(
      base({ impersonate: true, people: '[{ slack: U01ANA, user: ana@example.com }]' }),
    );
    const rules = alone.documents.flatMap((document) => document.rules ?? []);
    expect(rules.filter((rule) => rule.resources.includes('users'))).toHaveLength(1);
    expect(rules.filter((rule) => rule.resources.includes('groups'))).toEqual([]);
  });

  it('says in a comment what needs each rule', async () => {
    const { text } = await run(base());
    expect(text).toContain('# scale: sets spec.replicas, and nothing else of the workload');
    const rules = text.match(/^ {2}- apiGroups/gm)?.length ?? 0;
    const commented = text.match(/^ {2}# .*\n {2}- apiGroups/gm)?.length ?? 0;
    expect(commented).toBe(rules);
  });

  it('asks for the cluster when they need different roles', async () => {
    const two = base().replace('clusters:', 'clusters:\n  - { name: staging, impersonate: true }');
    await expect(run(two)).rejects.toThrow(
      'the clusters need different roles; choose one with --cluster: staging, prod',
    );
    expect((await run(two, '--cluster', 'staging')).text).toContain('middlewatch-impersonate');
    await expect(run(two, '--cluster', 'moon')).rejects.toThrow('there is no cluster moon');
  });
});

interface Policy {
  kind: string;
  metadata: { name: string };
  spec: {
    matchConditions?: { expression: string }[];
    validations?: { expression: string; message: string }[];
    validationActions?: string[];
    policyName?: string;
  };
}

const policiesOf = (documents: readonly unknown[]): Policy[] =>
  (documents as Policy[]).filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));

describe('the admission policies of middlewatch rbac', () => {
  it.each(Object.values(catalogue).map((action) => [action.name, action] as const))(
    '%s says what it changes, so that it can be held to it',
    (_name, action) => {
      const silent = action.permissions.filter(
        ({ verbs, fields }) =>
          verbs.some((verb) => verb === 'patch' || verb === 'update') && fields === undefined,
      );
      expect(silent).toEqual([]);
      for (const field of action.permissions.flatMap(({ fields = [] }) => fields))
        expect(field).toMatch(/^\/(spec|status|metadata\/annotations)(\/|$)/);
    },
  );

  it('speak of the bot alone, or also of whom it acts as', async () => {
    const own = policiesOf((await run(base())).documents);
    expect(own.map(({ metadata, kind }) => `${kind} ${metadata.name}`)).toEqual([
      'ValidatingAdmissionPolicy middlewatch',
      'ValidatingAdmissionPolicyBinding middlewatch',
    ]);
    expect(own[0]?.spec.matchConditions?.[0]?.expression).toBe(
      "request.userInfo.username in ['system:serviceaccount:middlewatch:middlewatch']",
    );
    const both = policiesOf((await run(base({ impersonate: true }))).documents);
    expect(both[0]?.spec.matchConditions?.[0]?.expression).toContain(
      "(has(request.userInfo.extra) && ('middlewatch-incident' in request.userInfo.extra ||",
    );
    expect(both[2]?.spec.matchConditions?.[0]?.expression).toContain("'b\"o: #x'");
    expect(both[3]?.spec.validationActions).toEqual(['Deny']);
    const warned = policiesOf(
      (await run(base({ impersonate: true }), '--bare-impersonation', 'warn')).documents,
    );
    expect(warned[3]?.spec.validationActions).toEqual(['Warn', 'Audit']);
    expect(policiesOf((await run(base(), '--admission', 'none')).documents)).toEqual([]);
    await expect(run(base(), '--admission', 'some')).rejects.toThrow('--admission wants policies or none');
  });

  it('name what is allowed, each action its namespaces, and nothing that is not enabled', async () => {
    const config = base({ namespaces: '["shop*", billing]' });
    const [policy] = policiesOf((await run(config)).documents);
    const [allowed] = policy?.spec.validations ?? [];
    expect(allowed?.expression).toContain("'apps/deployments/scale UPDATE'");
    expect(allowed?.expression).not.toMatch(/CREATE|DELETE/);
    const places = policy?.spec.validations?.filter(({ message }) => message.includes('allows scale in'));
    expect(places).toHaveLength(1);
    expect(places?.[0]?.expression).toContain(
      "(request.namespace in ['billing'] || request.namespace.matches('^shop.*$'))",
    );
  });
});

describe('two accounts and groups of Slack', () => {
  const config = `
slack: { channel: C1 }
clusters: [{ name: prod, actAs: { tokenFile: /token } }]
people: [{ slack: U01ANA, user: ana@example.com, groups: [sre] }]
policy:
  - { actions: [rollback], namespaces: [shop], ask: ["group:sre"], approve: { from: ["group:sre"] } }
  - { actions: [restart], namespaces: [billing], ask: ["group:sre"], approve: { from: ["group:sre"] } }
  - { actions: [run-now], namespaces: ["*"], ask: ["group:sre"], approve: { from: ["group:sre"] } }
`;

  it('only the account that acts may change anything, each action only where its own rules are', async () => {
    const { documents } = await run(config);
    const changing = documents.filter(({ rules = [] }) =>
      rules.some(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb))),
    );
    expect(
      changing.map(({ kind, metadata, rules = [] }) => [
        `${kind} ${metadata.name} ${metadata.namespace ?? ''}`.trim(),
        [...new Set(rules.flatMap(({ verbs }) => verbs))],
      ]),
    ).toEqual([
      ['ClusterRole middlewatch-actions', ['create']],
      ['Role middlewatch-actions billing', ['patch']],
      ['Role middlewatch-actions shop', ['patch']],
    ]);
    const bound = documents.filter(({ roleRef }) => roleRef !== undefined) as (Role & {
      subjects: { name: string }[];
    })[];
    expect(
      new Set(bound.map(({ roleRef, subjects }) => `${roleRef?.name ?? ''} ${subjects[0]?.name ?? ''}`)),
    ).toEqual(new Set(['middlewatch middlewatch', 'middlewatch-actions middlewatch-act']));
  });

  it('the bot may act as groups that come from Slack, and as listed addresses behind their prefix', async () => {
    const more = `${config.replace('actAs: { tokenFile: /token }', 'impersonate: true')}
slackGroups: [{ slack: S0ONCALL, group: pagers }]
peopleByEmail: { domains: [example.com], users: [bo@example.com], prefix: "oidc:" }
`;
    const { documents } = await run(more);
    const rules = documents.find(({ metadata }) => metadata.name === 'middlewatch-impersonate')?.rules;
    expect(rules?.[0]?.resourceNames).toEqual(['ana@example.com', 'oidc:bo@example.com']);
    expect(rules?.[1]?.resourceNames).toEqual(['pagers', 'sre']);
    const open = more.replace('users: [bo@example.com], ', '');
    const refused = await run(open);
    expect(refused.code).toBe(2);
    expect(refused.problems).toMatch(
      /peopleByEmail: prod has impersonate: true, where each user .* is named/,
    );
  });
});
