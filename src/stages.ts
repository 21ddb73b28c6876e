import { collectContext } from './context/collect-context.ts';
import type { Sources } from './context/collector.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import type { IncidentContext, IncidentSnapshot } from './model/incident.ts';
import type { Runbook } from './model/runbook.ts';
import { withIncidentSpan } from './observe/tracing.ts';
import { pipeline, walk, type Passage } from './pipeline.ts';
import { matchRunbooks } from './runbooks/match-runbooks.ts';

/** The walk of an incident, with what each stage needs of the outside and a span for each. */
export function createWalk(options: {
  /** By cluster name. */
  sources: ReadonlyMap<string, Sources>;
  runbooks: readonly Runbook[];
  now: () => number;
}): (snapshot: IncidentSnapshot, collectedAt: number) => Promise<IncidentContext> {
  const { sources, runbooks, now } = options;
  const stages = pipeline({
    collect: async ({ snapshot: { incident, alerts }, context }) => ({
      ...context,
      evidence: await collectContext({ incident, alerts, sources: sources.get(incident.cluster) ?? {}, now }),
    }),
    diagnose: async ({ snapshot: { incident, alerts }, context }) => ({
      ...context,
      findings: diagnose({
        subject: incident.subject,
        alerts,
        evidence: context.evidence,
        now: context.collectedAt,
      }),
    }),
    matchRunbooks: async ({ snapshot: { incident, alerts }, context }) => ({
      ...context,
      runbooks: matchRunbooks(runbooks, { alerts, findings: context.findings, subject: incident.subject }),
    }),
  });
  return async (snapshot, collectedAt) => {
    const { id } = snapshot.incident;
    const traced = stages.map(({ name, run }) => ({
      name,
      run: async (passage: Passage) => withIncidentSpan(id, name, {}, async () => run(passage)),
    }));
    return walk(traced, snapshot, collectedAt);
  };
}
