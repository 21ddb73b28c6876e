import { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import type { ListedOnWire } from '../../stories/support/simulated-alertmanager.ts';
import { webhook, type WireAlert } from '../../stories/support/webhook.ts';

const names = [
  ['KubeDeploymentReplicasMismatch', 'warning'],
  ['KubeDeploymentRolloutStuck', 'warning'],
  ['HighErrorRate', 'critical'],
] as const;

/** Where the storm rages: each namespace has a channel of its own. */
export const stormNamespaces = ['shop', 'pay', 'mail', 'search'] as const;

export interface Workload {
  name: string;
  namespace: (typeof stormNamespaces)[number];
}

/** What one alert did so far: its newest occurrence, and whether that is over. */
interface Course {
  occurrence: number;
  status: 'firing' | 'resolved';
}

/** What the bot must know and show of one workload in the end. */
export interface Expected {
  workload: Workload;
  word: 'Firing' | 'Resolved';
  title: string;
  /** `alertname/startsAt` → status. */
  alerts: ReadonlyMap<string, 'firing' | 'resolved'>;
}

/**
 * A storm by seed: alerts of some workloads fire, end and fire again, one step a webhook. It keeps the plain model of
 * what must be true in the end: an alert is what its newest occurrence was said to be; a workload is one incident.
 */
export class StormPlan {
  readonly workloads: readonly Workload[];
  /** One each, so that what happens to a workload does not depend on how the senders interleave. */
  readonly #random = new Map<string, SeededRandom>();
  readonly #courses = new Map<string, Map<string, Course>>();
  readonly #known = new Map<string, Map<string, 'firing' | 'resolved'>>();

  constructor(seed: number, workloads: number) {
    this.workloads = Array.from({ length: workloads }, (_, index) => ({
      name: `app-${index + 1}`,
      namespace: stormNamespaces[index % stormNamespaces.length] ?? 'shop',
    }));
    this.workloads.forEach(({ name }, index) =>
      this.#random.set(name, new SeededRandom(seed * 104_729 + index)),
    );
  }

  /** The next webhook about a workload: something changes for one or more of its alerts. */
  step(workload: Workload): unknown {
    const courses = this.#courses.get(workload.name) ?? new Map<string, Course>();
    this.#courses.set(workload.name, courses);
    const known = this.#known.get(workload.name) ?? new Map<string, 'firing' | 'resolved'>();
    this.#known.set(workload.name, known);
    const moved = names.filter(() => (this.#random.get(workload.name)?.next() ?? 0) < 0.5);
    const alerts = (moved.length === 0 ? names.slice(0, 1) : moved).map(([name, severity]) => {
      const course = next(courses.get(name));
      courses.set(name, course);
      const alert = wireAlert(workload, name, severity, course);
      known.set(`${name}/${alert.startsAt ?? ''}`, course.status);
      return alert;
    });
    return withEnds(webhook(...alerts));
  }

  /** What fires now, as Alertmanager lists it. */
  listed(): ListedOnWire[] {
    return this.workloads.flatMap((workload) => {
      const courses = this.#courses.get(workload.name);
      const firing = names.flatMap(([name, severity]) => {
        const course = courses?.get(name);
        return course?.status === 'firing' ? [wireAlert(workload, name, severity, course)] : [];
      });
      return (webhook(...firing) as { alerts: ListedOnWire[] }).alerts.map(
        ({ fingerprint, labels, startsAt }) => ({ fingerprint, labels, startsAt }),
      );
    });
  }

  /** What must be true once every webhook was taken; workloads that nothing was said of are left out. */
  expected(): Expected[] {
    return this.workloads.flatMap((workload) => {
      const courses = this.#courses.get(workload.name);
      if (courses === undefined) return [];
      const told = names.filter(([name]) => courses.has(name));
      const firing = told.filter(([name]) => courses.get(name)?.status === 'firing');
      return [
        {
          workload,
          word: firing.length > 0 ? ('Firing' as const) : ('Resolved' as const),
          title: titleOf(workload, firing.length > 0 ? firing : told),
          alerts: this.#known.get(workload.name) ?? new Map(),
        },
      ];
    });
  }
}

/** Fires, ends, fires again. */
function next(course: Course | undefined): Course {
  if (course?.status === 'firing') return { ...course, status: 'resolved' };
  return { occurrence: (course?.occurrence ?? 0) + 1, status: 'firing' };
}

const firstStart = Date.parse('2026-11-24T00:00:00.000Z');
const apartMs = 10_000;

function wireAlert(workload: Workload, name: string, severity: string, course: Course): WireAlert {
  return {
    status: course.status,
    labels: {
      alertname: name,
      severity,
      namespace: workload.namespace,
      deployment: workload.name,
      job: 'kube-state-metrics',
    },
    startsAt: new Date(firstStart + course.occurrence * apartMs).toISOString(),
  };
}

/** An occurrence ends half-way to the next one. */
function withEnds(body: unknown): unknown {
  const { alerts, ...rest } = body as { alerts: { status: string; startsAt: string; endsAt: string }[] };
  return {
    ...rest,
    alerts: alerts.map((alert) =>
      alert.status === 'resolved'
        ? { ...alert, endsAt: new Date(Date.parse(alert.startsAt) + apartMs / 2).toISOString() }
        : alert,
    ),
  };
}

/** The gravest leads, then the alphabet; written here again so that the bot is not judged by its own words. */
function titleOf(workload: Workload, told: readonly (readonly [string, string])[]): string {
  const [first] = told.toSorted(
    ([one, oneSeverity], [other, otherSeverity]) =>
      Number(otherSeverity === 'critical') - Number(oneSeverity === 'critical') || (one < other ? -1 : 1),
  );
  const more = told.length > 1 ? ` and ${told.length - 1} more` : '';
  return `Deployment ${workload.name}: ${first?.[0] ?? ''}${more}`;
}
