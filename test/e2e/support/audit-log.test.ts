import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fieldManager, followAuditLog, mutationsBy, readAuditLog } from './audit-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

const line = (verb: string, requestURI: string, more: object = {}) =>
  `${JSON.stringify({ auditID: '1', stage: 'ResponseComplete', verb, requestURI, user: { username: 'bot' }, ...more })}\n`;

// The judge of the stories: it must neither miss a change nor count what changed nothing.
it('counts what would change the cluster, and nothing else', async () => {
  const folder = await temporaryFolder('audit-log');
  try {
    const path = join(folder.path, 'audit.log');
    await writeFile(path, line('get', '/apis/apps/v1/namespaces/shop/deployments/web'));
    await appendFile(path, line('patch', '/api/v1/nodes/a?dryRun=All&fieldManager=plan'));
    await appendFile(path, line('patch', '/api/v1/nodes/a?fieldManager=one'));
    await appendFile(path, line('patch', '/api/v1/nodes/a?fieldManager=two', { stage: 'ResponseStarted' }));
    await appendFile(
      path,
      line('patch', '/api/v1/nodes/a?fieldManager=other', { user: { username: 'ana' } }),
    );
    await appendFile(
      path,
      line('create', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        objectRef: { resource: 'selfsubjectaccessreviews' },
      }),
    );
    await appendFile(
      path,
      line('patch', '/api/v1/nodes/a?fieldManager=three', { responseStatus: { code: 409 } }),
    );
    // Beside a body the API server does not look at the query of a deletion: this one deletes.
    await appendFile(
      path,
      line('delete', '/api/v1/nodes/a?dryRun=All', { requestObject: { kind: 'DeleteOptions' } }),
    );
    await appendFile(path, line('delete', '/api/v1/nodes/a?dryRun=All'));
    await appendFile(path, line('delete', '/api/v1/nodes/a', { requestObject: { dryRun: ['All'] } }));
    await appendFile(path, line('patch', '/api/v1/nodes/a?fieldManager=half').slice(0, 40));
    const found = mutationsBy('bot', await readAuditLog(path));
    const follow = followAuditLog(path);
    expect(await follow()).toEqual(await readAuditLog(path));
    await appendFile(
      path,
      `${line('patch', '/api/v1/nodes/a?fieldManager=half').slice(40)}${line('get', '/ä')}`,
    );
    expect(await Promise.all([follow(), follow()])).toEqual([
      await readAuditLog(path),
      await readAuditLog(path),
    ]);
    expect((await follow()).at(-1)?.requestURI).toBe('/ä');
    expect(found.map(({ verb }) => verb)).toEqual(['patch', 'patch', 'delete']);
    expect(found.map(fieldManager)).toEqual(['one', 'three', undefined]);
  } finally {
    await folder.remove();
  }
});
