import { shortReference, type ObjectReference } from '../../model/object-reference.ts';
import { foreignCode, foreignText } from '../text/foreign-text.ts';

/** `deploy/checkout` (as code) in shop on prod: mrkdwn. */
export function objectWords(object: ObjectReference): string {
  const where = object.namespace === undefined ? '' : ` in *${foreignText(object.namespace, 80)}*`;
  return `${foreignCode(shortReference(object), 300)}${where} on *${foreignText(object.cluster, 80)}*`;
}
