/** `stable=100,canary=0` → names with whole numbers; undefined for anything else. */
export function readShares(text: string): ReadonlyMap<string, number> | undefined {
  const shares = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name = '', number = ''] = /^([^=]+)=(\d{1,3})$/.exec(part) ?? [];
    if (name === '' || shares.has(name)) return undefined;
    shares.set(name, Number(number));
  }
  return shares;
}
