import { incidentName, incidentStateWords } from '../../model/incident.ts';
import type { OldNews } from '../../model/old-news.ts';
import { cleanMrkdwn } from '../text/clean-mrkdwn.ts';
import { dateToken } from '../text/date-token.ts';
import { durationWords } from '../text/duration-words.ts';
import { foreignText } from '../text/foreign-text.ts';
import { joinLines, section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';

/** More would not be read. */
export const mostNews = 20;

/** What happened while Slack could not be reached, in one message. */
export function digestView(
  { news, total }: { news: readonly OldNews[]; total: number },
  personName: PersonName,
): MessageView {
  const count = total === 1 ? 'one piece of old news' : `${total} pieces of old news`;
  const [first] = news;
  const since = first === undefined ? '' : ` since ${dateToken(first.at)}`;
  const title = `📰 Slack took no messages for a while: ${count}${since}`;
  const lines = news.map((one) => line(one, personName));
  if (total > news.length) lines.push(`• … and ${total - news.length} more. \`/mw why INC-12\` tells each.`);
  return {
    text: title,
    blocks: [
      section('digest', `*${title}*\nOpen incidents have their cards; this is what passed meanwhile.`),
      section('news', joinLines(lines, 2800)),
    ],
  };
}

function line({ kind, at, incident, text }: OldNews, personName: PersonName): string {
  const name = incidentName(incident);
  if (kind !== 'card') return `• ${dateToken(at)} ${cleanMrkdwn(`${name}: ${text ?? ''}`, 250, personName)}`;
  const lasted = durationWords(incident.stateSince - incident.openedAt);
  return `• ${dateToken(at)} *${name}* ${foreignText(incident.title, 150)}: ${incidentStateWords[incident.state]} after ${lasted}`;
}
