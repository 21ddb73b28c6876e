import type { Alert } from '../../src/model/alert.ts';
import type { Finding, FindingCode } from '../../src/model/finding.ts';
import type { ActionParameters } from '../../src/model/action.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import type { Subject } from '../../src/model/subject.ts';

export const checkout: Subject = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

export function alert(
  alertname: string,
  labels: Record<string, string> = {},
  annotations: Record<string, string> = {},
): Pick<Alert, 'labels' | 'annotations'> {
  return { labels: { alertname, namespace: 'shop', ...labels }, annotations };
}

export function finding(code: FindingCode, ...actions: ActionParameters[]): Finding {
  return { code, confidence: 'certain', score: 90, sentence: code, cites: ['x'], actions };
}

export function runbook(id: string, rest: Partial<Runbook> = {}): Runbook {
  return {
    id,
    title: id,
    file: `${id}.md`,
    alerts: [],
    findings: [],
    labels: {},
    steps: [],
    markdown: '',
    ...rest,
  };
}
