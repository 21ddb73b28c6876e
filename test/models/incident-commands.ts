import fc from 'fast-check';
import { firingOf, fires, lastStart, look, tellAll, type AlertModel, type Told } from './alert-model.ts';
import { apartMs, type IncidentSystem } from './incident-system.ts';

/** One sequence's share of the system: its own names, and the bodies that were sent so far. */
export interface Sequence {
  system: IncidentSystem;
  prefix: string;
  /** The newest incident before this sequence. */
  firstNumber: number;
  sent: { body: object; told: { series: number; told: Told }[] }[];
}

type Command = fc.AsyncCommand<AlertModel, Sequence>;

const iso = (time: number): string => new Date(time).toISOString();
const minute = 60_000;

export const workloadName = ({ prefix }: Sequence, workload: number): string => `${prefix}-${workload}`;

function labelsOf(sequence: Sequence, model: AlertModel, index: number): Record<string, string> {
  const series = model.series[index];
  return {
    alertname: series?.severity === 'critical' ? 'HighErrorRate' : 'KubeDeploymentReplicasMismatch',
    severity: series?.severity ?? 'warning',
    namespace: 'shop',
    deployment: workloadName(sequence, series?.workload ?? 0),
  };
}

const fingerprint = ({ prefix }: Sequence, index: number): string => `${prefix}-${index}`;

function bodyOf(
  sequence: Sequence,
  model: AlertModel,
  told: readonly { series: number; told: Told }[],
  lie: { status?: string; truncatedAlerts?: number } = {},
): object {
  return {
    version: '4',
    groupKey: '{}:{}',
    receiver: 'middlewatch',
    truncatedAlerts: 0,
    status: told.some((one) => one.told.endsAt === undefined) ? 'firing' : 'resolved',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts: told.map(({ series, told: { startsAt, endsAt } }) => ({
      status: endsAt === undefined ? 'firing' : 'resolved',
      labels: labelsOf(sequence, model, series),
      annotations: {},
      startsAt: iso(startsAt),
      endsAt: endsAt === undefined ? '0001-01-01T00:00:00Z' : iso(endsAt),
      generatorURL: '',
      fingerprint: fingerprint(sequence, series),
    })),
    ...lie,
  };
}

/** Sends, settles, and holds what is stored against the model. */
async function send(
  model: AlertModel,
  sequence: Sequence,
  told: { series: number; told: Told }[],
  lie?: { status: string; truncatedAlerts: number },
): Promise<void> {
  const body = bodyOf(sequence, model, told, lie);
  sequence.sent.push({ body, told });
  tellAll(model, told);
  await sequence.system.receive(body);
}

/** Every step ends here: the truth of the model is the truth of the store. */
async function compare(model: AlertModel, sequence: Sequence): Promise<void> {
  await sequence.system.settle();
  const all = await sequence.system.incidentsSince(sequence.firstNumber);
  model.workloads.forEach((workload, index) => {
    const name = workloadName(sequence, index);
    const open = all.filter(({ incident }) => incident.subject.name === name && incident.state !== 'closed');
    const firing = firingOf(model, index);
    const expected =
      firing.length === 0 || workload.byHand ? 'resolved' : workload.acknowledged ? 'acknowledged' : 'firing';
    const known = model.series.some((one) => one.workload === index && one.told.length > 0);
    const told = open.map(({ incident }) => `${incident.state} with ${incident.firingCount} firing`);
    const wanted = known ? [`${expected} with ${firing.length} firing`] : [];
    if (JSON.stringify(told) !== JSON.stringify(wanted))
      throw new Error(`${name} is [${told.join(', ')}], the model says [${wanted.join(', ')}]`);
    const [snapshot] = open;
    if (snapshot !== undefined && (snapshot.incident.severity === 'critical') !== workload.wasCritical)
      throw new Error(`${name} is ${snapshot.incident.severity}, was critical: ${workload.wasCritical}`);
  });
}

class Step implements Command {
  readonly #name: string;
  readonly #run: (model: AlertModel, sequence: Sequence) => Promise<void>;

  constructor(name: string, run: (model: AlertModel, sequence: Sequence) => Promise<void>) {
    this.#name = name;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(model: AlertModel, sequence: Sequence): Promise<void> {
    model.now = sequence.system.clock.now();
    await this.#run(model, sequence);
    await compare(model, sequence);
  }

  toString(): string {
    return this.#name;
  }
}

function advance(model: AlertModel, { system }: Sequence, milliseconds: number): void {
  system.clock.advance(milliseconds);
  model.now = system.clock.now();
}

/** It fires in Alertmanager too, unless it does already. */
function fire(model: AlertModel, index: number): { series: number; told: Told } {
  const series = model.series[index];
  const startsAt = series?.listed?.startsAt ?? model.now;
  if (series !== undefined) series.listed ??= { startsAt, silenced: false };
  return { series: index, told: { startsAt } };
}

async function lookAt(model: AlertModel, sequence: Sequence, startedAt: number): Promise<void> {
  const listed = model.series.flatMap((series, index) =>
    series.listed === undefined
      ? []
      : [
          {
            fingerprint: fingerprint(sequence, index),
            labels: labelsOf(sequence, model, index),
            startsAt: series.listed.startsAt,
            updatedAt: model.now,
            state: series.listed.silenced ? ('suppressed' as const) : ('active' as const),
            silencedBy: series.listed.silenced ? ['s1'] : [],
            inhibitedBy: [],
          },
        ],
  );
  sequence.system.look = {
    replicas: [{ alerts: listed, status: { startedAt } }],
    silences: [],
    problems: [],
  } as never;
  look(model, model.now - startedAt >= 300_000, apartMs);
  await sequence.system.lookNow();
}

const seriesIndex = fc.nat(5);
const workloadIndex = fc.nat(2);

const incidentCommands: fc.Arbitrary<Command>[] = [
  fc.uniqueArray(seriesIndex, { minLength: 1, maxLength: 3 }).map(
    (list) =>
      new Step(`fire ${list.join()}`, async (model, sequence) => {
        advance(model, sequence, 1_000);
        await send(
          model,
          sequence,
          list.map((index) => fire(model, index)),
        );
      }),
  ),
  seriesIndex.map(
    (index) =>
      new Step(`resolve ${index}`, async (model, sequence) => {
        const series = model.series[index];
        advance(model, sequence, 1_000);
        if (series === undefined || series.told.length === 0) return;
        series.listed = undefined;
        const startsAt = lastStart(series);
        await send(model, sequence, [{ series: index, told: { startsAt, endsAt: model.now } }]);
      }),
  ),
  seriesIndex.map(
    (index) =>
      new Step(`resolved before it fired ${index}`, async (model, sequence) => {
        const series = model.series[index];
        if (series?.listed !== undefined) return;
        advance(model, sequence, minute);
        await send(model, sequence, [
          { series: index, told: { startsAt: model.now - 30_000, endsAt: model.now - 10_000 } },
        ]);
      }),
  ),
  seriesIndex.map(
    (index) =>
      new Step(`vanish ${index}`, async (model) => {
        const series = model.series[index];
        if (series !== undefined) series.listed = undefined;
      }),
  ),
  fc.nat(40).map(
    (which) =>
      new Step(`again ${which}`, async (model, sequence) => {
        const earlier = sequence.sent[which % Math.max(1, sequence.sent.length)];
        if (earlier === undefined) return;
        tellAll(model, earlier.told);
        await sequence.system.receive(earlier.body);
      }),
  ),
  seriesIndex.map(
    (index) =>
      new Step(`cut off: says resolved of ${index} alone`, async (model, sequence) => {
        const series = model.series[index];
        advance(model, sequence, 1_000);
        if (series === undefined || !fires(series)) return;
        series.listed = undefined;
        const told = { startsAt: lastStart(series), endsAt: model.now };
        const lie = { status: 'resolved', truncatedAlerts: 7 };
        await send(model, sequence, [{ series: index, told }], lie);
      }),
  ),
  fc.record({ workload: workloadIndex, verb: fc.constantFrom('ack' as const, 'resolve' as const) }).map(
    ({ workload, verb }) =>
      new Step(`${verb} ${workload}`, async (model, sequence) => {
        const name = workloadName(sequence, workload);
        const all = await sequence.system.incidentsSince(sequence.firstNumber);
        const snapshot = all.find(
          ({ incident }) => incident.subject.name === name && incident.state !== 'closed',
        );
        if (snapshot === undefined) return;
        const moved = model.workloads[workload];
        const over = firingOf(model, workload).length === 0 || moved?.byHand === true;
        const answer = await sequence.system.move(verb, snapshot, 'U_ANA');
        if (over !== /was resolved|resolved .* already/.test(answer))
          throw new Error(`${verb} of what is ${over ? 'over' : 'open'} was answered: ${answer}`);
        if (over || moved === undefined) return;
        moved.acknowledged = verb === 'ack';
        if (verb === 'resolve') {
          moved.byHand = true;
          moved.unlisted = false;
        }
      }),
  ),
  fc.record({ minutes: fc.integer({ min: 0, max: 3 }), young: fc.nat(5).map((die) => die === 0) }).map(
    ({ minutes, young }) =>
      new Step(
        `look after ${minutes} min${young ? ', Alertmanager has just started' : ''}`,
        async (model, sequence) => {
          advance(model, sequence, minutes * minute + 6_000);
          await lookAt(model, sequence, young ? model.now - minute : model.now - 60 * minute);
        },
      ),
  ),
  seriesIndex.map(
    (index) =>
      new Step(`silence ${index}`, async (model) => {
        const listed = model.series[index]?.listed;
        if (listed !== undefined) listed.silenced = !listed.silenced;
      }),
  ),
  fc.constant(
    new Step('Alertmanager loses its storage', async (model) => {
      for (const series of model.series) series.listed = undefined;
    }),
  ),
];

/** In the order of the commands: what leads far together comes more often. */
const weights = [4, 2, 1, 4, 4, 1, 2, 6, 1, 1];

/** The commands, each as often as its weight says. */
export const weightedCommands: readonly fc.Arbitrary<Command>[] = incidentCommands.flatMap((command, index) =>
  Array.from({ length: weights[index] ?? 1 }, () => command),
);

/** Starting the store's thread takes longer than all the rest: rare. */
export const crash: Command = new Step('crash', async (_model, sequence) => sequence.system.crash());
