import { readdir, readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { ClusterClient } from './cluster-client.ts';
import { field, listField, textField } from './field.ts';
import { waitUntil } from './wait-until.ts';

const folder = new URL('crds/', import.meta.url);
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Gives the API server every CustomResourceDefinition of `crds/`, and waits until it serves them. */
export async function applyDefinitions(admin: ClusterClient): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(files.map(async (name) => readFile(new URL(name, folder), 'utf8')));
  const bodies = texts.flatMap((text) =>
    parseAllDocuments(text)
      .map((document) => document.toJS() as unknown)
      .filter((body) => body !== null),
  );
  await Promise.all(
    bodies.map(async (body) => {
      await admin.expect({ method: 'POST', path: definitions, body });
      // `Established` comes before that: for a moment more, requests are answered 404, or 429 "storage is (re)initializing".
      for (const path of collections(body)) {
        await waitUntil(async () => (await admin.send({ method: 'GET', path })).status === 200, {
          what: `the API server to serve ${path}`,
        });
      }
    }),
  );
}

function collections(definition: unknown): string[] {
  const { group, plural } = {
    group: textField(definition, 'spec.group'),
    plural: textField(definition, 'spec.names.plural'),
  };
  return listField(definition, 'spec.versions')
    .filter((version) => field(version, 'served') === true)
    .map((version) => `/apis/${group}/${textField(version, 'name')}/${plural}`);
}
