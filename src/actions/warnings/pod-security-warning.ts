import type { JsonObject } from '../../model/json.ts';
import { stringAt } from '../json-at.ts';
import { baselineChecks } from './pod-security/baseline.ts';
import { podView } from './pod-security/pod-view.ts';
import { restrictedChecks } from './pod-security/restricted.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const checksOf = {
  privileged: [],
  baseline: baselineChecks,
  restricted: [...baselineChecks, ...restrictedChecks],
};

/**
 * Whether Pod Security lets pods of this template into the namespace: judged from the namespace's label by the newest
 * version of the standard. A dry run of the workload does not tell, for it is the pods that are refused; a dry run of a
 * pod would, but wants the right to create pods, which is the right to run anything there. A default level of the whole
 * API server (AdmissionConfiguration) stands on no object and is not seen.
 */
export function podSecurityWarning(namespace: JsonObject, template: JsonObject): string | undefined {
  const level = stringAt(namespace, 'metadata', 'labels', enforce);
  if (level === undefined || !isLevel(level)) return undefined;
  const view = podView(template);
  const problems = checksOf[level].flatMap((check) => check(view));
  if (problems.length === 0) return undefined;
  const name = stringAt(namespace, 'metadata', 'name') ?? '';
  const more = problems.length > 4 ? `; and ${problems.length - 4} more` : '';
  return `Pod Security (${level}, enforced in ${name}) will refuse the new pods: ${problems.slice(0, 4).join('; ')}${more}.`;
}

const isLevel = (level: string): level is keyof typeof checksOf => Object.hasOwn(checksOf, level);
