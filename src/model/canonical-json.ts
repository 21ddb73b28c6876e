/**
 * The one spelling of a JSON value, as RFC 8785 (JSON Canonicalization Scheme) gives it: no white space, members sorted
 * by the UTF-16 code units of their names, numbers and strings as ECMAScript writes them. Members whose value is
 * undefined are left out. Equal values have equal text, so hashes of it can be compared.
 *
 * @throws {TypeError} for what JSON cannot carry: NaN, Infinity, functions, big integers.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON cannot carry ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value)
        ? `[${value.map((element: unknown) => canonicalJson(element)).join(',')}]`
        : canonicalObject(value);
    default:
      throw new TypeError(`JSON cannot carry a ${typeof value}`);
  }
}

function canonicalObject(object: object): string {
  const members = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`);
  return `{${members.join(',')}}`;
}
