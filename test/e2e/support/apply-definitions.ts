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
      const name = textField(body, 'metadata.name');
      await waitUntil(
        async () => established(await admin.expect({ method: 'GET', path: `${definitions}/${name}` })),
        {
          what: `the API server to serve ${name}`,
        },
      );
    }),
  );
}

function established(definition: unknown): boolean {
  return listField(definition, 'status.conditions').some(
    (condition) => field(condition, 'type') === 'Established' && field(condition, 'status') === 'True',
  );
}
