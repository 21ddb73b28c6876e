/** What a sender says about one occurrence of a series. */
export interface Told {
  startsAt: number;
  /** Absent: it fires. */
  endsAt?: number;
}

/** One alert of a workload: a series of occurrences, in plain terms. */
export interface SeriesModel {
  workload: number;
  severity: 'warning' | 'critical';
  told: Told[];
  /** An occurrence whose end was only concluded, because Alertmanager listed it no more. */
  concluded: { startsAt: number; at: number } | undefined;
  /** What Alertmanager lists now; undefined: nothing. */
  listed: { startsAt: number; silenced: boolean } | undefined;
  /** A look saw it listed while it fired; only then does its absence prove anything. */
  seen: boolean;
  /** Since the first look that missed it. */
  missingSince: number | undefined;
}

export interface WorkloadModel {
  /** There is an incident. */
  known: boolean;
  acknowledged: boolean;
  /** It ended because Alertmanager listed the last of its alerts no more: it may prove wrong. */
  unlisted: boolean;
  /** Somebody ended it by hand; holds until something starts or becomes more severe. */
  byHand: boolean;
  /** The gravest that fired since it was opened or reopened. */
  wasCritical: boolean;
}

/** The whole of what must be true, as plain as can be: nothing of the product's code is used here. */
export interface AlertModel {
  series: SeriesModel[];
  workloads: WorkloadModel[];
  now: number;
}

export function newModel(now: number, workloads: number): AlertModel {
  const series = Array.from({ length: workloads * 2 }, (_, index): SeriesModel => ({
    workload: Math.floor(index / 2),
    severity: index % 2 === 0 ? 'warning' : 'critical',
    told: [],
    concluded: undefined,
    listed: undefined,
    seen: false,
    missingSince: undefined,
  }));
  return {
    series,
    workloads: Array.from({ length: workloads }, () => ({
      known: false,
      acknowledged: false,
      unlisted: false,
      byHand: false,
      wasCritical: false,
    })),
    now,
  };
}

/** Only the occurrence that started last can fire, and it does unless an end of it, or one after its start, was told or concluded. */
export function fires({ told, concluded }: SeriesModel): boolean {
  if (told.length === 0) return false;
  const last = lastStart({ told });
  if (concluded?.startsAt === last) return false;
  return !told.some(({ startsAt, endsAt }) => endsAt !== undefined && (startsAt === last || endsAt > last));
}

export function lastStart({ told }: Pick<SeriesModel, 'told'>): number {
  return Math.max(...told.map(({ startsAt }) => startsAt));
}

/** A webhook's words; what fires now and did not before moves the workload. */
export function tellAll(model: AlertModel, all: readonly { series: number; told: Told }[]): void {
  for (const one of all) tell(model, one.series, one.told);
  for (const one of all) {
    const workload = model.workloads[model.series[one.series]?.workload ?? -1];
    if (workload !== undefined) workload.known = true;
  }
}

function tell(model: AlertModel, index: number, told: Told): void {
  const series = model.series[index];
  if (series === undefined) return;
  const was = stateOf(model, series);
  // A conclusion gives way to whatever is told of the same occurrence.
  if (series.concluded?.startsAt === told.startsAt) series.concluded = undefined;
  series.told.push(told);
  const workload = model.workloads[series.workload];
  // What opens an incident gives it its severity, also when it is over already.
  if (workload?.known === false && series.severity === 'critical') workload.wasCritical = true;
  moved(model, series, was, 'told');
}

/** Two looks at Alertmanager, `apartMs` apart, must miss what was listed before. */
export function look(model: AlertModel, absenceCounts: boolean, apartMs: number): void {
  // Decided for each workload as a whole, by how things were before the look.
  const looked = model.workloads.map(
    (one, index) => (firingOf(model, index).length > 0 && !one.byHand) || one.unlisted,
  );
  for (const series of model.series) {
    if (looked[series.workload] !== true) continue;
    const was = stateOf(model, series);
    const { before } = was;
    if (before) {
      if (series.listed !== undefined) {
        series.seen = true;
        series.missingSince = undefined;
      } else if (series.seen) {
        if (series.missingSince === undefined && absenceCounts) series.missingSince = model.now;
        const since = series.missingSince;
        if (absenceCounts && since !== undefined && model.now - since >= apartMs) {
          series.concluded = { startsAt: lastStart(series), at: since };
          series.seen = false;
          series.missingSince = undefined;
        }
      }
    } else {
      series.seen = false;
      series.missingSince = undefined;
      const { concluded, listed } = series;
      const isLast = concluded !== undefined && concluded.startsAt === lastStart(series);
      if (isLast && listed !== undefined && (listed.startsAt <= concluded.startsAt || !listed.silenced)) {
        series.concluded = undefined;
        if (listed.startsAt > concluded.startsAt) series.told.push({ startsAt: listed.startsAt });
        series.seen = true;
      }
    }
    moved(model, series, was, 'unlisted');
  }
}

interface Before {
  /** The series fired. */
  before: boolean;
  startBefore: number | undefined;
  /** Its workload's incident was neither resolved nor missing. */
  open: boolean;
}

function stateOf(model: AlertModel, series: SeriesModel): Before {
  const before = fires(series);
  const workload = model.workloads[series.workload];
  return {
    before,
    startBefore: before ? lastStart(series) : undefined,
    open: firingOf(model, series.workload).length > 0 && workload?.byHand === false,
  };
}

function moved(
  model: AlertModel,
  series: SeriesModel,
  { before, startBefore, open }: Before,
  how: 'told' | 'unlisted',
): void {
  const workload = model.workloads[series.workload];
  if (workload === undefined) return;
  const now = fires(series);
  const others = model.series.filter((one) => one.workload === series.workload);
  // A new start, also of an alert that fired already: Alertmanager repeats an alert with its old start.
  if (now && (!before || startBefore !== lastStart(series))) {
    workload.byHand = false;
    workload.unlisted = false;
    // Opened again it is as grave as what fires now; open already, it only rises.
    const critical = others.some((one) => one.severity === 'critical' && fires(one));
    if (!open && workload.known) workload.wasCritical = critical;
    else if (critical) workload.wasCritical = true;
  }
  if (before && !others.some(fires)) {
    if (!workload.byHand) workload.unlisted = how === 'unlisted';
    workload.acknowledged = false;
    workload.byHand = false;
  }
}

export function firingOf(model: AlertModel, workload: number): SeriesModel[] {
  return model.series.filter((one) => one.workload === workload && fires(one));
}
