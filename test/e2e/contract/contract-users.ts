import type { TokenUser } from '../support/control-plane-files.ts';
import { ownTokens } from '../support/control-plane-files.ts';

/** One grant to users and groups, in the form that both servers can be given. */
export interface Grant {
  users?: string[];
  groups?: string[];
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
}

export const contractTokens = { admin: ownTokens.admin, bot: 'token-bot', viewer: 'token-viewer' } as const;

export const contractUsers: Record<string, TokenUser> = {
  [contractTokens.bot]: { username: 'middlewatch', groups: [] },
  [contractTokens.viewer]: { username: 'victor', groups: ['guests'] },
};

/** Besides these, admin is in system:masters, and whoever is authenticated may ask what he may do. */
export const contractGrants: Grant[] = [
  {
    users: ['middlewatch'],
    groups: ['guests'],
    verbs: ['get', 'list', 'watch'],
    apiGroups: ['', 'apps'],
    resources: ['pods', 'nodes', 'deployments', 'replicasets'],
  },
  {
    users: ['middlewatch'],
    groups: ['sre'],
    verbs: ['patch'],
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/scale'],
  },
  { groups: ['sre'], verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'] },
  {
    users: ['middlewatch'],
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['users'],
    resourceNames: ['ana@example.com', 'ben@example.com'],
  },
  {
    users: ['middlewatch'],
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['groups'],
    resourceNames: ['sre', 'oncall'],
  },
  {
    users: ['middlewatch'],
    verbs: ['impersonate'],
    apiGroups: ['authentication.k8s.io'],
    resources: ['userextras/middlewatch-incident'],
  },
];
