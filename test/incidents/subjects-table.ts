import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chooseSubject } from '../../src/incidents/choose-subject.ts';
import { isNoise } from '../../src/incidents/noise.ts';
import { alertIdentity, alertName } from '../../src/model/alert.ts';
import { shortReference } from '../../src/model/object-reference.ts';
import { subjectReasons } from '../../src/model/subject.ts';
import { captured, PlainStore, start } from './fixtures.ts';

const page = 'docs/subjects.md';
const begin = '<!-- table: begin (made by `node test/incidents/subjects-table.ts`) -->';
const end = '<!-- table: end -->';

/** The page with its table made anew: each captured webhook delivered alone to an empty store. */
export function withTable(text: string): string {
  const head = text.slice(0, text.indexOf(begin) + begin.length);
  return `${head}\n\n${table()}\n\n${text.slice(text.indexOf(end))}`;
}

function table(): string {
  return readdirSync('test/fixtures/alertmanager')
    .map((file) => file.replace('.json', ''))
    .map((name) => `### ${name}\n\n${rowsOf(name)}`)
    .join('\n\n');
}

function rowsOf(name: string): string {
  const store = new PlainStore();
  const delivery = captured(name);
  store.deliver(delivery, start);
  const rows = delivery.alerts.map((alert) => {
    const incident = store.incidents.get(store.alerts.get(alertIdentity(alert))?.incidentId ?? '');
    if (isNoise(alert)) return [alertName(alert), alert.status, '–', 'never opens an incident', '–', '–'];
    const { subject, reason } = chooseSubject(alert, store.options(start));
    const where = subject.namespace === undefined ? '' : ` in ${subject.namespace}`;
    const card = incident?.state === 'resolved' ? 'resolved, no card' : (incident?.state ?? 'none');
    return [
      alertName(alert),
      alert.status,
      `${shortReference(subject)}${where}`,
      subjectReasons[reason],
      `\`${incident?.key ?? ''}\``,
      card,
    ];
  });
  const head = ['alert', 'status', 'subject', 'because', 'incident', 'its state'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function readPage(): string {
  return readFileSync(page, 'utf8');
}

if (process.argv[1]?.endsWith('subjects-table.ts') === true) writeFileSync(page, withTable(readPage()));
