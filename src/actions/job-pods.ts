import type { JsonObject } from '../model/json.ts';
import { numberAt, objectAt } from './json-at.ts';
import type { TouchedPods } from './warnings/touched.ts';

/** The pods that a Job starts at once. @param spec of the Job */
export function jobPods(spec: JsonObject): TouchedPods {
  const parallelism = numberAt(spec, 'parallelism') ?? 1;
  return {
    template: objectAt(spec, 'template'),
    before: 0,
    after: Math.min(parallelism, numberAt(spec, 'completions') ?? parallelism),
    stay: 'as-they-are',
  };
}
