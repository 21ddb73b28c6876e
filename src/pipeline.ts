import type { IncidentContext, IncidentSnapshot } from './model/incident.ts';

/** What one stage sees: the incident with its alerts, and what the stages before it found. */
export interface Passage {
  snapshot: IncidentSnapshot;
  context: IncidentContext;
}

/** One stage of the walk: adds to the context what it finds. Running it twice is harmless. */
export type Stage = (passage: Passage) => Promise<IncidentContext>;

/** The stages of DESIGN's walk, in order. */
export interface Stages {
  /** Asks cluster, Prometheus and traces, side by side, each with its own deadline. */
  collect: Stage;
  /** Evidence → ranked findings. Pure. */
  diagnose: Stage;
  /** Alert name, then finding → runbooks with the step to start with. Pure. */
  matchRunbooks: Stage;
}

/**
 * The walk of an incident after intake (webhook → store → correlation):
 *
 *     collect → diagnose → match runbooks → (the store marks its messages due) → publish
 *
 * and of an action: asked → planned → awaiting approval → executing → verifying → done, each step one kind of due work.
 */
export function pipeline(stages: Stages): readonly { name: string; run: Stage }[] {
  return [
    { name: 'collect', run: stages.collect },
    { name: 'diagnose', run: stages.diagnose },
    { name: 'match-runbooks', run: stages.matchRunbooks },
  ];
}

/** Walks a snapshot through all stages; the result replaces the stored context. */
export async function walk(
  stages: readonly { name: string; run: Stage }[],
  snapshot: IncidentSnapshot,
  collectedAt: number,
): Promise<IncidentContext> {
  let context: IncidentContext = { collectedAt, evidence: [], findings: [], runbooks: [] };
  for (const stage of stages) context = await stage.run({ snapshot, context });
  return context;
}
