/** Container name, or `*` for all (as `kubectl set image` takes it), to image. */
export type ImagePairs = ReadonlyMap<string, string>;

const container = /^(?:\*|[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)$/;
/** Registry, path, tag and digest; the API server asks only that it is not empty. */
const image = /^[A-Za-z0-9][\w./:@+-]{0,511}$/;

/** `app=shop/checkout:1.6,proxy=envoy:1.30`; undefined: not to be read, or a container twice. */
export function readImagePairs(text: string): ImagePairs | undefined {
  const pairs = new Map<string, string>();
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0));
    const value = pair.slice(equals + 1);
    if (!container.test(name) || !image.test(value) || pairs.has(name)) return undefined;
    pairs.set(name, value);
  }
  return pairs;
}

/** In one order, so that the same images are the same text. */
export function writeImagePairs(pairs: ImagePairs): string {
  return [...pairs]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
}
