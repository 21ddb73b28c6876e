import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

const folder = 'test/fixtures/alertmanager';
const captured = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(join(folder, name)));

/** What no Alertmanager sends and somebody will: each takes the place of one value of a captured webhook. */
const values: readonly unknown[] = [
  null,
  '',
  [],
  {},
  true,
  -1,
  1e308,
  '4\u0000',
  '\ud800',
  '<!channel> <@U012ABC> <https://evil.example|click>',
  '2026-13-45T99:99:99Z',
  '9999999-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  'x'.repeat(100_000),
  { __proto__: { polluted: true } },
  { constructor: { prototype: { polluted: true } } },
  // Three of them in each other must still be written by JSON.stringify.
  nested(1_500),
];

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

type Place = [object: Record<string, unknown>, key: string];

function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    const object = value as Record<string, unknown>;
    found.push([object, key]);
    places(object[key], found);
  }
  return found;
}

/** A captured webhook with one or more of its values replaced, removed or renamed. */
const structural = fc
  .record({
    body: fc.constantFrom(...captured),
    changes: fc.array(
      fc.record({
        at: fc.nat(),
        how: fc.constantFrom('replace', 'remove', 'rename', 'twice'),
        value: fc.constantFrom(...values),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ body, changes }): Buffer => {
    const document = JSON.parse(body.toString()) as unknown;
    let doubled = '';
    for (const { at, how, value } of changes) {
      const all = places(document);
      const [object, key] = all[at % all.length] ?? [{}, ''];
      // A copy: put into itself by the next change, the value would have no end.
      if (how === 'replace') object[key] = JSON.parse(JSON.stringify(value)) as unknown;
      else if (how === 'rename') object[`${key}\u202e`] = object[key];
      else if (how === 'twice') doubled = `${JSON.stringify(key)}:${JSON.stringify(value)},`;
      if (how === 'remove' || how === 'rename') Reflect.deleteProperty(object, key);
    }
    return Buffer.from(JSON.stringify(document).replace('{', `{${doubled}`));
  });

/** A captured webhook with bytes flipped, cut off, repeated or put in. */
const bytes = fc
  .record({
    body: fc.constantFrom(...captured),
    at: fc.nat(),
    put: fc.uint8Array({ maxLength: 8 }),
    skip: fc.nat(50),
    end: fc.boolean(),
  })
  .map(({ body, at, put, skip, end }): Buffer => {
    const place = at % body.length;
    return Buffer.concat([
      body.subarray(0, place),
      put,
      ...(end ? [] : [body.subarray(Math.min(body.length, place + skip))]),
    ]);
  });

/** What is no webhook at all. */
const foreign = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((content) => Buffer.from(content)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      '',
      '{',
      '[]',
      '"4"',
      '{"version":"4"}',
      '['.repeat(200_000),
      '{"version":"4","alerts":[null]}',
    )
    .map((text) => Buffer.from(text)),
);

/** Bodies that somebody sends to the webhook one day. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: structural },
  { weight: 3, arbitrary: bytes },
  { weight: 1, arbitrary: foreign },
);
