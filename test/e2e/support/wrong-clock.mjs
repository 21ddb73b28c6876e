// Loaded with `--import` before everything else: in this process the machine's clock goes wrong by so many milliseconds.
const wrongByMs = Number(process.env.WRONG_CLOCK_MS ?? 0);

globalThis.Date = new Proxy(Date, {
  construct: (right, given, target) =>
    Reflect.construct(right, given.length === 0 ? [right.now() + wrongByMs] : given, target),
  get: (right, name) => (name === 'now' ? () => right.now() + wrongByMs : Reflect.get(right, name)),
});
