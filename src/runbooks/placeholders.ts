import { alertName, type Alert } from '../model/alert.ts';
import type { Finding } from '../model/finding.ts';
import type { Subject } from '../model/subject.ts';

/** What may be filled into a step. */
const allowed = [
  'NAMESPACE',
  'POD',
  'NODE',
  'NODE_NAME',
  'DEPLOYMENT',
  'STATEFULSET',
  'DAEMONSET',
  'NAME',
  'CONTAINER',
  'CLUSTER',
  'ALERT',
  'REVISION',
  'REPLICAS',
] as const;

type Placeholder = (typeof allowed)[number];
export type PlaceholderValues = Partial<Record<Placeholder, string>>;

const pattern = /\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*)\b)/g;

/**
 * People paste steps into shells: a value that Kubernetes would not take as a name (a label can say anything) is not filled in.
 */
const harmless = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

export interface PlaceholderSource {
  subject: Subject;
  alerts: readonly Pick<Alert, 'labels'>[];
  findings: readonly Finding[];
}

/** The values that an incident gives. */
export function placeholderValues({ subject, alerts, findings }: PlaceholderSource): PlaceholderValues {
  const label = (name: string): string | undefined =>
    alerts
      .map(({ labels }) => labels[`exported_${name}`] ?? labels[name])
      .find((value) => value !== undefined);
  const onNode = subject.kind === 'Node';
  const actions = findings.flatMap((finding) => finding.actions);
  const rollback = actions.find((action) => action.action === 'rollback');
  const scale = actions.find((action) => action.action === 'scale');
  const node = onNode ? subject.name : label('node');
  const ofKind = (kind: string): string | undefined => (subject.kind === kind ? subject.name : undefined);
  const [first] = alerts;
  const values: Record<Placeholder, string | undefined> = {
    NAMESPACE: subject.namespace ?? (subject.kind === 'Namespace' ? subject.name : undefined),
    // On alerts about nodes, pod and container are the exporter's.
    POD: onNode ? undefined : (ofKind('Pod') ?? label('pod')),
    CONTAINER: onNode ? undefined : label('container'),
    NODE: node,
    NODE_NAME: node,
    DEPLOYMENT: ofKind('Deployment') ?? (onNode ? undefined : label('deployment')),
    STATEFULSET: ofKind('StatefulSet') ?? (onNode ? undefined : label('statefulset')),
    DAEMONSET: ofKind('DaemonSet') ?? (onNode ? undefined : label('daemonset')),
    NAME: subject.name,
    CLUSTER: subject.cluster,
    ALERT: first === undefined ? undefined : alertName(first),
    REVISION: rollback?.revision === undefined ? undefined : String(rollback.revision),
    REPLICAS: scale === undefined ? undefined : String(scale.replicas),
  };
  const filled: PlaceholderValues = {};
  for (const name of allowed) {
    const value = values[name];
    if (value !== undefined && harmless.test(value)) filled[name] = value;
  }
  return filled;
}

/** Fills in what is known; the rest stays as written. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replace(pattern, (whole: string, braced?: string, bare?: string) => {
    const name = allowed.find((one) => one === (braced ?? bare));
    return (name === undefined ? undefined : values[name]) ?? whole;
  });
}

/** Placeholders that nobody fills in. */
export function findStrangers(text: string): string[] {
  const names = [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
  return [...new Set(names)].filter((name) => !allowed.some((one) => one === name));
}
