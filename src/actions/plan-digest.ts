import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Json } from '../model/json.ts';
import type { Prepared } from './action.ts';

/** SHA-256 over cluster, exact parameters, target uid and facts: what an approval names, and what execution re-checks. */
export function planDigest(prepared: Pick<Prepared, 'parameters' | 'target' | 'facts'>): string {
  const { parameters, target, facts } = prepared;
  return sha256(canonicalJson({ cluster: target.cluster, parameters, uid: target.uid, facts }));
}

/** The hash of any JSON, for facts that are too large to show. */
export function jsonHash(value: Json): string {
  return sha256(canonicalJson(value));
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
