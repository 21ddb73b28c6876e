import type { Answer } from '../model/answer.ts';
import type { AuditEntry } from '../model/audit-record.ts';
import { escapeText } from './escape-text.ts';

/** `/mw audit`: the last records, newest last, with the head that proves them. */
export function reportAudit(
  records: readonly (AuditEntry & { seq: number })[],
  head: { seq: number; hash: string },
): Answer {
  if (records.length === 0) return { text: 'Nothing is on the record here.' };
  const lines = [...records]
    .sort((one, other) => one.seq - other.seq)
    .map((record) => {
      const time = `<!date^${Math.floor(record.at / 1000)}^{time_secs}|${new Date(record.at).toISOString()}>`;
      const who = /^[UW][A-Z0-9]{2,}$/.test(record.actor) ? `<@${record.actor}>` : escapeText(record.actor);
      const details = Object.entries(record.data)
        .filter(([name]) => !placeNames.has(name))
        .flatMap(([name, value]) =>
          typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}`] : [],
        )
        .join(', ');
      return `\`${record.seq}\` ${time} *${record.kind}* by ${who}${details === '' ? '' : ` · ${escapeText(details).slice(0, 200)}`}`;
    });
  lines.push(
    `Head \`${head.seq}:${head.hash}\`: note it, and check it later with \`middlewatch audit verify --head …\`; \`/mw audit head\` posts it for all.`,
  );
  return { text: fitted(lines) };
}

/** From where it was asked: whole in the record and in `audit show`; here it would push out what was asked and why. */
const placeNames: ReadonlySet<string> = new Set(['channel', 'team', 'thread', 'via']);

/** A Slack section holds 3,000 characters: the oldest lines give way. */
function fitted(lines: readonly string[]): string {
  let kept = [...lines];
  while (kept.length > 1 && kept.join('\n').length > 2_800) kept = kept.slice(1);
  return kept.join('\n');
}
