import { field, textField } from '../../support/field.ts';
import { httpRequest } from '../../support/http-request.ts';
import type { ActionCase, Look, Place } from '../action-case.ts';
import { silencesOf } from '../silence-recorder.ts';

const hour = 3_600_000;

/** One silence of the place is in force, with so many hours to go; or none. */
const inForce =
  (hours: number | undefined): Look =>
  async (place) => {
    const active = (await silencesOf(place.alertmanager, place.namespace)).filter(
      (silence) => field(silence, 'status.state') === 'active',
    );
    if (active.length !== (hours === undefined ? 0 : 1)) return `${active.length} silences are in force`;
    if (hours === undefined) return undefined;
    const left = (Date.parse(textField(active[0], 'endsAt')) - Date.now()) / hour;
    return Math.abs(left - hours) < 0.1 ? undefined : `it ends in ${left.toFixed(2)} hours`;
  };

/** Somebody made one for an hour, by Alertmanager's own page. */
async function silenced({ alertmanager, namespace }: Place): Promise<string> {
  const { text } = await httpRequest({
    method: 'POST',
    url: `${alertmanager}/api/v2/silences`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      matchers: [{ name: 'namespace', value: namespace, isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + hour).toISOString(),
      createdBy: 'cleo',
      comment: 'known',
    }),
  });
  return textField(JSON.parse(text), 'silenceID');
}

/** In a real Alertmanager; its API takes no identity but the name of who made a silence. */
export const silences: readonly ActionCase[] = [
  {
    action: 'silence',
    kind: 'Silence',
    command: 'silence 2h namespace="{ns}" --reason "known, waits for 1.6"',
    calls: ['post silences'],
    done: inForce(2),
    undo: { calls: ['delete silences'], undone: inForce(undefined) },
  },
  {
    action: 'silence-extend',
    kind: 'Silence',
    command: async (place) => `silence extend ${await silenced(place)} 3h`,
    calls: ['post silences'],
    done: inForce(4),
    undo: { calls: ['post silences'], undone: inForce(1) },
  },
  {
    action: 'silence-expire',
    kind: 'Silence',
    command: async (place) => `silence expire ${await silenced(place)}`,
    calls: ['delete silences'],
    done: inForce(undefined),
    undo: { calls: ['post silences'], undone: inForce(1) },
  },
];
