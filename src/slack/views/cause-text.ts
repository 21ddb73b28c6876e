import type { Evidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { IncidentSnapshot } from '../../model/incident.ts';
import { foreignText } from '../text/foreign-text.ts';

const confidenceWords = { certain: 'certain', likely: 'likely', possible: 'possible' } as const;
const maxCited = 3;
const maxFailures = 3;

/** The card's second answer: what most likely caused it, with the evidence it rests on. Mrkdwn. */
export function causeText({ incident, context }: IncidentSnapshot): string {
  const title = '*Most likely cause*';
  if (!incident.clusterKnown)
    return `${title}\nNot looked for: the alerts name the cluster ${foreignText(incident.cluster, 80)}, and no such cluster is in the config.`;
  if (context === undefined) return `${title}\nLooking: asking the cluster, metrics and traces…`;
  const [best, second] = context.findings;
  const lines =
    best === undefined
      ? [title, notFound(context.evidence)]
      : [
          `${title} (${confidenceWords[best.confidence]})`,
          foreignText(best.sentence, 400),
          ...cited(best, context.evidence),
        ];
  if (second !== undefined)
    lines.push(`Also ${confidenceWords[second.confidence]}: ${foreignText(second.sentence, 200)}`);
  return [...lines, ...failures(context.evidence)].join('\n');
}

function cited(finding: Finding, evidence: readonly Evidence[]): string[] {
  const found = finding.cites.flatMap((id) => evidence.filter((one) => one.id === id));
  const lines = found.slice(0, maxCited).map((one) => `• ${foreignText(one.text, 240)}`);
  const more = found.length - lines.length;
  return more > 0 ? [...lines, `• … and ${more} more in the thread`] : lines;
}

function notFound(evidence: readonly Evidence[]): string {
  const facts = evidence.filter((one) => one.kind !== 'failure').length;
  const seen =
    facts === 0 ? 'nothing could be seen' : `${facts} ${facts === 1 ? 'fact was' : 'facts were'} seen`;
  return `Cause not found: ${seen}, and no known cause fits.${facts === 0 ? '' : ' The thread shows all of it.'}`;
}

function failures(evidence: readonly Evidence[]): string[] {
  const failed = evidence.filter((one) => one.kind === 'failure');
  const lines = failed.slice(0, maxFailures).map((one) => `⚠️ Not seen: ${foreignText(one.text, 200)}`);
  return failed.length > maxFailures ? [...lines, `⚠️ … and ${failed.length - maxFailures} more`] : lines;
}
