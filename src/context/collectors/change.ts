import type { ChangeFacts, RevisionFacts } from '../../model/evidence.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { Permission } from '../../model/permission.ts';
import { activeSince } from '../change/active-since.ts';
import { findRevisions, type Revision } from '../change/revisions.ts';
import { templateDifferences } from '../change/template-diff.ts';
import type { Collector } from '../collector.ts';
import { eventsAbout } from '../events/events-about.ts';
import { findWorkload } from '../objects/find-workload.ts';
import { oneLine } from '../one-line.ts';
import { objectsAt, textAt } from '../read-json.ts';

export const changePermissions: readonly Permission[] = [
  {
    apiGroup: 'apps',
    resources: ['replicasets', 'controllerrevisions'],
    verbs: ['list'],
    scope: 'cluster',
    neededBy: 'change: the newest two revisions and what differs',
  },
];

/** What changed last in the workload's pods, and since when? */
export const collectChange: Collector = async (inquiry) => {
  const { sources, timeoutMs } = inquiry;
  const workload = await findWorkload(inquiry);
  if (sources.cluster === undefined || workload === undefined) return [];
  const { reference } = workload;
  const { namespace } = reference;
  const [current, previous] = await findRevisions(sources.cluster, workload, timeoutMs);
  if (current === undefined || namespace === undefined) return [];
  // Only a revision that is used again needs events to be dated; that they cannot be read is the events collector's line.
  const events = current.reused
    ? await eventsAbout(sources.cluster, { namespace, uid: reference.uid }, timeoutMs).catch(() => [])
    : [];
  const since = activeSince(workload, current, events);
  const data: ChangeFacts = {
    current: { ...revisionFacts(current), ...(since === undefined ? {} : { activeSince: since }) },
    ...(previous === undefined ? {} : { previous: revisionFacts(previous) }),
    differences: previous === undefined ? [] : templateDifferences(previous.template, current.template),
  };
  return [
    {
      id: `change/${reference.name}`,
      kind: 'change',
      source: 'kubernetes',
      about: reference,
      ...(since === undefined ? {} : { at: since }),
      text: oneLine(`${shortReference(reference)}: ${changeSentence(data, current.reused)}`, 300),
      data,
    },
  ];
};

function revisionFacts(revision: Revision): RevisionFacts {
  const { number, name, uid, createdAt, changeCause } = revision;
  return {
    revision: number,
    name,
    uid,
    createdAt,
    images: objectsAt(revision.template, 'spec', 'containers').map((container) =>
      oneLine(textAt(container, 'image') ?? '', 300),
    ),
    ...(changeCause === undefined ? {} : { changeCause: oneLine(changeCause, 200) }),
  };
}

function changeSentence({ current, previous, differences }: ChangeFacts, reused: boolean): string {
  if (previous === undefined) return `revision ${current.revision} is its first`;
  const again = reused ? ' (an older one, used again)' : '';
  const [first, ...others] = differences;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const what = first === undefined ? 'no difference in the pod template' : `${first}${more}`;
  return `revision ${current.revision}${again} follows ${previous.revision}: ${what}`;
}
