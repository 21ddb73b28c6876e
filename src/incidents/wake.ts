import { incidentName, type Incident } from '../model/incident.ts';
import { severityRank } from '../model/severity.ts';
import { isFolded } from '../model/folded.ts';

/** Why the channel is woken by a new message; the names stand in the message's id. */
export type WakeReason = 'reopened' | 'severity' | 'spread' | 'doubled';

/** For the record. */
export const wakeSentences: Readonly<Record<WakeReason, string>> = {
  reopened: 'The channel was woken: the incident is back',
  severity: 'The channel was woken: severity rose',
  spread: 'The channel was woken: it spread to a new namespace or node',
  doubled: 'The channel was woken: twice as many alerts fire as when it was acknowledged',
};

/** For the record: why more alerts woke nobody. `parent`: the open incident that it is part of. */
export function quietSentence(incident: Incident, after: Incident, parent?: Incident): string {
  if (isFolded(incident)) return "The channel was not woken: the storm's card counts it";
  if (parent !== undefined)
    return `The channel was not woken: it is part of ${incidentName(parent)}, which the channel knows of`;
  if (flaps(incident, after))
    return `The channel was not woken: it flaps, it came back ${after.reopenedCount} times; the card counts`;
  switch (incident.state) {
    case 'acknowledged':
      return 'The channel was not woken: somebody is on it, and neither severity, place nor a doubled count is news';
    case 'firing':
      return 'The channel was not woken: the card still asks for somebody';
    default:
      return 'The channel was not woken: its first card is the message';
  }
}

/**
 * Below this number of firing alerts twice as many is no news: the second alert of a workload that somebody is on
 * (KubePodCrashLooping, then KubeDeploymentReplicasMismatch) is expected, not worth waking anybody.
 */
const fewestToDouble = 4;

/** What comes back sooner flaps; what was over for longer is news. */
const flapsWithinMs = 30 * 60_000;

/**
 * From the third time on what comes back soon wakes the channel the 4th, 8th, 16th time only: the card counts the others.
 * Whatever is critical, and what a person took for over, wakes each time.
 */
function flaps(before: Incident, after: Incident): boolean {
  const times = after.reopenedCount;
  if (times === before.reopenedCount || times < 3 || Number.isInteger(Math.log2(times))) return false;
  if (before.resolveReason === 'by-hand' || after.severity === 'critical') return false;
  if (severityRank(after.severity) > severityRank(before.severity)) return false;
  return after.stateSince - before.stateSince < flapsWithinMs;
}

export interface WakeQuestion {
  before: Incident;
  after: Incident;
  /** Places named by alerts that fire now and by none before. */
  newPlaces: readonly string[];
  /** True when alerts fire that did not before. */
  joined: boolean;
}

/** Whether the news wakes the channel, and with which words. Plain text, carries foreign text. */
export function wake(question: WakeQuestion): { reason: WakeReason; text: string } | undefined {
  const { before, after } = question;
  const name = incidentName(after);
  if (after.reopenedCount > before.reopenedCount) {
    // It was over from the start and had no card: the card that appears now is the message.
    if (before.stateSince === before.openedAt || flaps(before, after)) return undefined;
    return { reason: 'reopened', text: `${name} is back: ${after.title}` };
  }
  if (severityRank(after.severity) > severityRank(before.severity)) {
    return { reason: 'severity', text: `${name} got worse, now ${after.severity}: ${after.title}` };
  }
  // While nobody has acknowledged it, the card still asks for attention by itself.
  if (before.state !== 'acknowledged' || !question.joined) return undefined;
  if (question.newPlaces.length > 0) {
    return { reason: 'spread', text: `${name} spreads to ${question.newPlaces.join(', ')}: ${after.title}` };
  }
  const then = before.acknowledgedCount ?? 1;
  if (after.firingCount >= Math.max(2 * then, fewestToDouble)) {
    return {
      reason: 'doubled',
      text: `${name} doubled: ${after.firingCount} alerts fire, ${then} when it was acknowledged`,
    };
  }
  return undefined;
}
