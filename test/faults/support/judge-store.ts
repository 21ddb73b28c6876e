import type { Message } from '../../../src/drill/slack/message.ts';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { AuditRecord } from '../../../src/model/audit-record.ts';
import { isFolded } from '../../../src/model/folded.ts';
import type { IncidentSnapshot } from '../../../src/model/incident.ts';
import { firstPreviousHash } from '../../../src/store/audit-hash.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { readAuditChain } from '../../../src/store/read-audit-chain.ts';
import type { Store } from '../../../src/store/store.ts';
import { allOccurrences } from './all-occurrences.ts';
import { judgeFolded } from './judge-cards.ts';
import { addTo, noFault, type Judgement } from './judgement.ts';
import type { Expected } from './storm-plan.ts';

/** Where the bot kept its records; nobody else has them open. */
export interface StorePlace {
  path: string;
  databaseUrl?: string;
}

/** Opens the store as the bot does. Close it. */
export async function openPlace({ path, databaseUrl }: StorePlace): Promise<Store> {
  return openStore({
    path,
    parserModule: new URL('../../../src/read-delivery.ts', import.meta.url),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
}

/** Every incident, by its number. */
export async function allIncidents(store: Store): Promise<IncidentSnapshot[]> {
  const found: IncidentSnapshot[] = [];
  for (let number = 1; ; number += 1) {
    const snapshot = await store.findIncident(`INC-${number}`);
    if (snapshot === undefined) return found;
    found.push(snapshot);
  }
}

/** Every occurrence that was answered for is there once and as it was said to be; the chain of the audit holds; storms among `roots` count what is folded. */
export async function judgeStore(
  place: StorePlace,
  expected: readonly Expected[],
  roots: readonly Message[] = [],
): Promise<Judgement> {
  const judgement = noFault();
  const store = await openPlace(place);
  try {
    const incidents = await allIncidents(store);
    const occurrences = await allOccurrences(place);
    for (const one of expected) judgeWorkload(judgement, incidents, occurrences, one);
    addTo(judgement, judgeFolded(roots, incidents));
    for (const { incident } of incidents) {
      const cards = (await store.listMessages({ incidentId: incident.id })).filter(
        ({ kind }) => kind === 'card',
      );
      const states = cards.map(({ state }) => state).join();
      // A storm's card stands for those that were folded into it.
      if (states !== (isFolded(incident) ? '' : 'shown'))
        judgement.wrong.push(`the card of ${incident.title} is on record as "${states}"`);
    }
    if (place.databaseUrl !== undefined) judgeAudit(judgement, await auditOf(store));
  } finally {
    await store.close();
  }
  if (place.databaseUrl === undefined) judgeAudit(judgement, readAuditChain(place.path));
  return judgement;
}

function judgeAudit(judgement: Judgement, records: Parameters<typeof verifyChain>[0]): void {
  const chain = verifyChain(records);
  if (!chain.ok) judgement.wrong.push(`the audit does not hold: ${chain.fault?.reason ?? ''}`);
}

/** Oldest first; each record names the hash of the one before. */
export async function auditOf(store: Store): Promise<AuditRecord[]> {
  const newestFirst = await store.listAudit({ limit: 1_000_000 });
  let previousHash = firstPreviousHash;
  return newestFirst.toReversed().map((entry) => {
    const record = { ...entry, previousHash };
    previousHash = entry.hash;
    return record;
  });
}

function judgeWorkload(
  judgement: Judgement,
  incidents: readonly IncidentSnapshot[],
  occurrences: ReadonlyMap<string, readonly Alert[]>,
  { workload, alerts, word }: Expected,
): void {
  const own = incidents.filter(({ incident }) => incident.subject.name === workload.name);
  if (own.length > 1) judgement.duplicated.push(`${workload.name} has ${own.length} incidents`);
  const known = new Map(
    own.flatMap(({ incident }) =>
      (occurrences.get(incident.id) ?? []).map((alert) => [
        `${alert.labels['alertname'] ?? ''}/${new Date(alert.startsAt).toISOString()}`,
        alert.status,
      ]),
    ),
  );
  for (const [occurrence, status] of alerts) {
    const found = known.get(occurrence);
    if (found === undefined) judgement.lost.push(`${workload.name}: ${occurrence}`);
    else if (found !== status)
      judgement.wrong.push(`${workload.name}: ${occurrence} is ${found} in the store`);
  }
  const state = own[0]?.incident.state;
  if (state !== undefined && (state === 'firing') !== (word === 'Firing'))
    judgement.wrong.push(`${workload.name} is ${state} in the store`);
}
