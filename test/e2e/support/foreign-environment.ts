import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfig } from './kubeconfig.ts';

/**
 * The shell of somebody who works on a production system: every variable that a Middlewatch could take notice of,
 * pointing at addresses of TEST-NET-1 (RFC 5737), which no machine has.
 */
export async function foreignEnvironment(folder: string): Promise<Record<string, string>> {
  const file = join(folder, 'production.kubeconfig');
  const caFile = join(folder, 'production.crt');
  await writeFile(caFile, '');
  await writeFile(
    file,
    kubeconfig({ cluster: 'production', server: 'https://192.0.2.1:6443', token: 'secret', caFile }),
  );
  return {
    SLACK_BOT_TOKEN: 'xoxb-1-production',
    SLACK_APP_TOKEN: 'xapp-1-production',
    SLACK_SIGNING_SECRET: 'production',
    SLACK_API_URL: 'http://192.0.2.2/api/',
    KUBECONFIG: file,
    DATABASE_URL: 'postgres://production:secret@192.0.2.3:5432/production',
    MIDDLEWATCH_WEBHOOK_TOKEN: 'production',
    MIDDLEWATCH_AUDIT_KEY: 'production',
    MIDDLEWATCH_WEBHOOK_TOKEN_FILE: '/nonexistent/production',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://192.0.2.4:4318',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://192.0.2.4:4318/v1/traces',
    OTEL_SERVICE_NAME: 'production',
    HTTP_PROXY: 'http://192.0.2.5:3128',
    HTTPS_PROXY: 'http://192.0.2.5:3128',
  };
}
