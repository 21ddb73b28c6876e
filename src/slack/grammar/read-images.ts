import { readImagePairs, writeImagePairs } from '../../model/image-pairs.ts';
import type { Read } from './read-values.ts';

/** `app=shop/checkout:1.6,proxy=envoy:1.30` */
export function readImages(text: string): Read<string> {
  const pairs = readImagePairs(text);
  return pairs === undefined
    ? { problem: 'is no container with its image: `app=shop/checkout:1.6`' }
    : { value: writeImagePairs(pairs) };
}
