import type { ContractCase } from '../contract-case.ts';
import { configMap, configMaps, deployments } from '../manifests.ts';

export const objectCases: ContractCase[] = [
  {
    name: 'read',
    steps: [
      {
        name: 'one ConfigMap',
        method: 'POST',
        path: configMaps,
        body: configMap('one', { a: '1' }, { tier: 'front', team: 'shop' }),
        remember: { uid: 'metadata.uid' },
      },
      {
        name: 'a second one',
        method: 'POST',
        path: configMaps,
        body: configMap('two', { a: '2' }, { tier: 'back', team: 'shop' }),
      },
      { name: 'a third one', method: 'POST', path: configMaps, body: configMap('three', { a: '3' }) },
      {
        name: 'get answers it',
        path: `${configMaps}/one`,
        compare: ['kind', 'apiVersion', 'data', 'metadata.uid', 'metadata.labels'],
      },
      { name: 'get of a missing one', path: `${configMaps}/none` },
      { name: 'get of a missing Deployment names the group', path: `${deployments}/none` },
      {
        name: 'list has a kind and items',
        path: `${configMaps}?labelSelector=team`,
        compare: [
          'kind',
          'apiVersion',
          'items.0.metadata.name',
          'items.1.metadata.name',
          'items.2',
          'items.0.kind',
        ],
      },
      {
        name: 'labels: equals',
        path: `${configMaps}?labelSelector=tier%3Dfront`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'labels: not equals, with the label absent',
        path: `${configMaps}?labelSelector=team,tier!%3Dfront`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'labels: in',
        path: `${configMaps}?labelSelector=tier%20in%20(front,back)`,
        compare: ['items.0.metadata.name', 'items.1.metadata.name', 'items.2'],
      },
      {
        name: 'labels: notin',
        path: `${configMaps}?labelSelector=team,tier%20notin%20(front)`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'labels: does not exist',
        path: `${configMaps}?labelSelector=!team&fieldSelector=metadata.name%3Dthree`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'labels that cannot be parsed',
        path: `${configMaps}?labelSelector=tier%20in%20front`,
        message: 'ignored',
      },
      {
        name: 'fields: name',
        path: `${configMaps}?fieldSelector=metadata.name%3Dtwo`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      { name: 'fields that a kind does not support', path: `${configMaps}?fieldSelector=data.a%3D1` },
      {
        name: 'a page has a continue token',
        path: `${configMaps}?labelSelector=team&limit=1`,
        compare: ['items.0.metadata.name', 'items.1', 'metadata.remainingItemCount'],
        remember: { continue: 'metadata.continue' },
      },
      {
        name: 'which leads to the rest',
        path: `${configMaps}?labelSelector=team&limit=1&continue={continue}`,
        compare: ['items.0.metadata.name', 'items.1', 'metadata.continue'],
      },
      { name: 'an empty list', path: `${deployments}?labelSelector=none`, compare: ['kind', 'items'] },
      { name: 'an unknown resource', path: '/apis/apps/v1/namespaces/{ns}/widgets', compare: ['text'] },
      {
        name: 'an unknown group',
        path: '/apis/widgets.example/v1/namespaces/{ns}/widgets',
        compare: ['text'],
      },
      {
        name: 'metadata only',
        path: `${configMaps}?labelSelector=tier%3Dfront`,
        headers: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
        compare: ['kind', 'apiVersion', 'items.0.metadata.name', 'items.0.data'],
      },
      {
        name: 'an answer in a form that nobody speaks',
        path: `${configMaps}/one`,
        headers: { accept: 'text/html' },
        compare: ['kind'],
      },
      { name: 'a missing method', method: 'POST', path: `${configMaps}/one`, body: configMap('one', {}) },
    ],
  },
  {
    name: 'replace',
    steps: [
      {
        name: 'a ConfigMap',
        method: 'POST',
        path: configMaps,
        body: configMap('settings', { a: '1' }),
        remember: { uid: 'metadata.uid', rv: 'metadata.resourceVersion' },
      },
      {
        name: 'PUT with the version that was seen',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: {
          ...configMap('settings', { a: '2' }),
          metadata: { name: 'settings', resourceVersion: '{rv}' },
        },
        compare: ['data', 'metadata.uid'],
      },
      {
        name: 'PUT with an old version is a conflict',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: {
          ...configMap('settings', { a: '3' }),
          metadata: { name: 'settings', resourceVersion: '{rv}' },
        },
      },
      {
        name: 'PUT without a version wins',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: configMap('settings', { a: '4' }),
        compare: ['data'],
      },
      {
        name: 'PUT under another name is refused',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: configMap('other', {}),
      },
      {
        name: 'PUT with another uid is a conflict',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: {
          ...configMap('settings', {}),
          metadata: { name: 'settings', uid: '11111111-2222-3333-4444-555555555555' },
        },
      },
      {
        name: 'PUT that changes nothing keeps the version',
        method: 'PUT',
        path: `${configMaps}/settings`,
        body: configMap('settings', { a: '4' }),
        remember: { last: 'metadata.resourceVersion' },
      },
      { name: 'seen again', path: `${configMaps}/settings`, compare: ['metadata.resourceVersion', 'data'] },
    ],
  },
  {
    name: 'delete',
    steps: [
      {
        name: 'a ConfigMap',
        method: 'POST',
        path: configMaps,
        body: configMap('old', {}),
        remember: { uid: 'metadata.uid', rv: 'metadata.resourceVersion' },
      },
      {
        name: 'a precondition on another uid is a conflict',
        method: 'DELETE',
        path: `${configMaps}/old`,
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          preconditions: { uid: '11111111-2222-3333-4444-555555555555' },
        },
      },
      {
        name: 'a precondition on another version is a conflict',
        method: 'DELETE',
        path: `${configMaps}/old`,
        body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { resourceVersion: '1' } },
      },
      {
        name: 'a dry run deletes nothing',
        method: 'DELETE',
        path: `${configMaps}/old?dryRun=All`,
        compare: ['kind', 'status'],
      },
      { name: 'it is still there', path: `${configMaps}/old`, compare: ['metadata.deletionTimestamp'] },
      {
        name: 'with the right preconditions it goes',
        method: 'DELETE',
        path: `${configMaps}/old`,
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          preconditions: { uid: '{uid}', resourceVersion: '{rv}' },
        },
        compare: ['kind', 'status', 'details'],
      },
      { name: 'it is gone', path: `${configMaps}/old` },
      { name: 'a second time', method: 'DELETE', path: `${configMaps}/old` },
    ],
  },
  {
    name: 'delete-with-a-body',
    steps: [
      {
        name: 'a ConfigMap',
        method: 'POST',
        path: configMaps,
        body: configMap('old', {}),
        compare: ['kind'],
      },
      {
        name: 'a dry run that the body asks for deletes nothing',
        method: 'DELETE',
        path: `${configMaps}/old`,
        body: { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] },
        compare: ['kind', 'status'],
      },
      { name: 'it is still there', path: `${configMaps}/old`, compare: ['metadata.deletionTimestamp'] },
      {
        name: 'beside a body the query counts for nothing',
        method: 'DELETE',
        path: `${configMaps}/old?dryRun=All`,
        body: { kind: 'DeleteOptions', apiVersion: 'v1' },
        compare: ['kind', 'status'],
      },
      { name: 'it is gone', path: `${configMaps}/old` },
    ],
  },
];
