import fc from 'fast-check';
import { newModel, type AlertModel } from './alert-model.ts';
import { crash, weightedCommands, type Sequence } from './incident-commands.ts';
import { closeAfterMs, IncidentSystem } from './incident-system.ts';

export interface ModelRun {
  runs: number;
  seed: number;
  /** Called after each sequence. */
  onSequence?: (done: number) => void;
}

/** Random histories of alerts, people, looks and crashes; the first that differs from the plain model, made short, or undefined. */
export async function runIncidentModel({ runs, seed, onSequence }: ModelRun): Promise<string | undefined> {
  const system = new IncidentSystem();
  await system.open();
  let done = 0;
  let opened = 0;
  // A crash starts the store's thread anew, which takes longer than all the rest: rare.
  const often = Array.from({ length: 4 }, () => weightedCommands).flat();
  const commands = fc.commands([...often, fc.constant(crash)], {
    maxCommands: 40,
    size: 'large',
  });
  const property = fc.asyncProperty(commands, async (list) => {
    const sequence: Sequence = { system, prefix: `s${(done += 1)}`, firstNumber: opened, sent: [] };
    let model: AlertModel | undefined;
    try {
      await fc.asyncModelRun(() => {
        model = newModel(system.clock.now(), 3);
        return { model, real: sequence };
      }, list);
    } finally {
      opened += (await system.incidentsSince(opened)).length;
      await endSequence(system);
    }
    onSequence?.(done);
  });
  try {
    const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: false });
    return details.failed
      ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`
      : undefined;
  } finally {
    await system.end();
  }
}

/** Whatever still fires is gone from Alertmanager: two looks end it, a day later it is closed and troubles nobody. */
async function endSequence(system: IncidentSystem): Promise<void> {
  system.look = { replicas: [{ alerts: [], status: { startedAt: 0 } }], silences: [], problems: [] } as never;
  for (const { incident } of await system.store.listReconcilable('prod').catch(() => [])) {
    const snapshot = await system.store.loadIncident(incident.id);
    if (snapshot !== undefined) await system.move('resolve', snapshot, 'U_BEN');
  }
  system.clock.advance(closeAfterMs + 60_000);
  await system.settle();
}
