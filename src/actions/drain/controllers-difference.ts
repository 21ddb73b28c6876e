import type { Json, JsonObject } from '../../model/json.ts';
import { some } from './some.ts';

/** What changed between two looks at the controllers whose pods a drain evicts; undefined: nothing. */
export function controllersDifference(before: JsonObject, after: JsonObject): string | undefined {
  const [old, now] = [namesOf(before['controllers']), namesOf(after['controllers'])];
  const came = now.filter((name) => !old.includes(name));
  const went = old.filter((name) => !now.includes(name));
  const sentences = [
    ...(came.length === 0 ? [] : [`Pods of ${some(came)} came to the node since this was planned.`]),
    ...(went.length === 0 ? [] : [`Those of ${some(went)} are gone.`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function namesOf(controllers: Json | undefined): string[] {
  return Array.isArray(controllers) ? controllers.filter((one) => typeof one === 'string') : [];
}
