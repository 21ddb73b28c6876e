import { noFault, type Judgement } from '../../faults/support/judgement.ts';
import { allIncidents, openPlace, type StorePlace } from '../../faults/support/judge-store.ts';
import { podName, type IllWorkload } from './ill-pods.ts';

/** How often each pod of a workload has fired, as far as the bot was told. */
export interface ExpectedAlerts {
  workload: IllWorkload;
  occurrences: number;
}

/** Every occurrence stands in the store once, in the one incident of its workload, and all of them are over. */
export async function judgeAlerts(
  place: StorePlace,
  expected: readonly ExpectedAlerts[],
): Promise<Judgement> {
  const judgement = noFault();
  const store = await openPlace(place);
  try {
    const incidents = await allIncidents(store);
    for (const { workload, occurrences } of expected) {
      const own = incidents.filter(({ incident }) => incident.subject.name === workload.name);
      if (own.length > 1) judgement.duplicated.push(`${workload.name} has ${own.length} incidents`);
      const alerts = own.flatMap((snapshot) => snapshot.alerts);
      for (let index = 0; index < workload.pods; index += 1) {
        const pod = podName(workload, index);
        const found = alerts.filter((alert) => alert.labels['pod'] === pod);
        if (found.length < occurrences)
          judgement.lost.push(`${pod} fired ${occurrences} times, is there ${found.length}`);
        if (found.length > occurrences)
          judgement.duplicated.push(`${pod} fired ${occurrences} times, is there ${found.length} times`);
        if (found.some(({ status }) => status === 'firing'))
          judgement.wrong.push(`${pod} still fires in the store`);
      }
      const strange = alerts.filter((alert) => alert.labels['alertname'] !== workload.alertname);
      if (strange.length > 0) judgement.wrong.push(`${workload.name} has ${strange.length} foreign alerts`);
      if (occurrences > 0 && own[0]?.incident.state !== 'resolved')
        judgement.wrong.push(`${workload.name} is ${own[0]?.incident.state ?? 'not there'}`);
    }
  } finally {
    await store.close();
  }
  return judgement;
}
