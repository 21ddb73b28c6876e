import type { Evidence } from '../model/evidence.ts';
import type { IncidentContext } from '../model/incident.ts';
import { unpulledContainer } from './illness.ts';
import { pullProblem } from './pull-problem.ts';

/** Where images without a host come from (distribution/reference: the default domain). */
const defaultRegistry = 'docker.io';

/**
 * The part of the first finding that other incidents can have too: `node-not-ready/node-3`, `registry/ghcr.io/network`,
 * `node-pressure/node-3/DiskPressure`. Undefined for a cause of the object's own, such as its rollout.
 */
export function sharedCause({
  findings,
  evidence,
}: Pick<IncidentContext, 'findings' | 'evidence'>): string | undefined {
  const [first] = findings;
  if (first === undefined) return nodePressure(evidence);
  const cited = evidence.filter(({ id }) => first.cites.includes(id));
  if (first.code === 'node-not-ready') {
    const node = cited.find(({ kind }) => kind === 'node')?.about?.name;
    return node === undefined ? undefined : `node-not-ready/${node}`;
  }
  return first.code === 'image-pull-failure' ? registryTrouble(cited) : undefined;
}

/** A registry that cannot be reached or throttles refuses everybody; a missing image or wrong credentials are one's own. */
function registryTrouble(cited: readonly Evidence[]): string | undefined {
  for (const pod of cited) {
    if (pod.kind !== 'pod') continue;
    const container = unpulledContainer(pod.data);
    if (container === undefined) continue;
    const event = cited.find((one) => one.kind === 'event');
    const told = [container.state.reason, container.state.message];
    const problem = pullProblem(
      [...told, event?.kind === 'event' ? event.data.message : undefined].filter(Boolean).join(' '),
    );
    if (problem === 'network' || problem === 'rate-limit')
      return `registry/${registryOf(container.image)}/${problem}`;
  }
  return undefined;
}

/** `ghcr.io/shop/checkout:1.5` → `ghcr.io`. The first part is a host when it has a dot or a port, or is localhost. */
export function registryOf(image: string): string {
  const [first, ...rest] = image.split('/');
  return rest.length > 0 && first !== undefined && /[.:]|^localhost$/.test(first) ? first : defaultRegistry;
}

/** A node that runs short of something evicts and refuses pods of many workloads. */
function nodePressure(evidence: readonly Evidence[]): string | undefined {
  for (const node of evidence) {
    if (node.kind !== 'node' || node.about === undefined) continue;
    const { name } = node.about;
    const [pressure] = [...node.data.pressures].sort();
    const isHurt = evidence.some((pod) => pod.kind === 'pod' && !pod.data.ready && pod.data.node === name);
    if (pressure !== undefined && isHurt) return `node-pressure/${name}/${pressure}`;
  }
  return undefined;
}
