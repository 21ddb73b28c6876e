import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CalendarFreeze } from '../../src/model/calendar-freeze.ts';
import { calendarLines } from '../../src/work/calendar-words.ts';
import { createExecute } from '../../src/work/execute.ts';
import { holdByCalendar } from '../../src/work/hold-by-calendar.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
let replicas = 4;
/** Begins in half an hour of the store's clock, for an hour. */
let freeze: CalendarFreeze;
const halfAnHour = 30 * 60_000;
beforeAll(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
beforeEach(() => {
  replicas += 1;
  const minute = Math.ceil(world.clock.now() / 60_000) * 60_000;
  const local = (at: number): string =>
    DateTime.fromMillis(at, { zone: 'Asia/Kolkata' }).toFormat('yyyy-LL-dd HH:mm');
  freeze = {
    name: 'sale',
    reason: 'the <sale>',
    zone: 'Asia/Kolkata',
    from: local(minute + halfAnHour),
    to: local(minute + 3 * halfAnHour),
    except: [],
  };
  world.workTools.calendar = [freeze];
});
afterAll(async () => world.stop());

const state = async (id: string) => (await world.store.loadRequest(id))?.state;
const begin = (): void => world.clock.advance(halfAnHour + 60_000);
/** As another bot has it, whose config names no freeze. */
const without = async <Result>(act: () => Promise<Result>): Promise<Result> => {
  world.workTools.calendar = [];
  const result = await act();
  world.workTools.calendar = [freeze];
  return result;
};

it('is seen coming in the plan and in the status', async () => {
  const { id } = await world.ask(replicas);
  expect((await world.store.loadRequest(id))?.plan.warnings.join()).toMatch(
    /The freeze "sale" begins in (30|29) minutes \(the <sale>\)/,
  );
  expect(calendarLines([freeze], world.clock.now())[0]).toMatch(
    /^\*Freeze ahead\*: "sale" freezes all actions on all clusters until .* in Asia\/Kolkata: the &lt;sale&gt;, begins in/,
  );
  begin();
  expect(calendarLines([freeze], world.clock.now())[0]).toMatch(/^\*Frozen\* by "sale" freezes all actions/);
});

it('refuses what is asked while it holds, and no longer', async () => {
  begin();
  expect((await world.ask(replicas)).answer?.text).toMatch(
    /^Nothing was changed: the calendar \(freezes in the config\): "sale" freezes all actions on all clusters until/,
  );
  expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({ data: { reason: 'frozen' } });
  world.workTools.calendar = [{ ...freeze, except: ['scale'] }];
  expect((await world.ask(replicas)).answer?.text).toContain('Planned');
  world.workTools.calendar = [freeze];
  world.clock.advance(2 * halfAnHour);
  expect((await world.ask((replicas += 1))).answer?.text).toContain('Planned');
});

it('refuses the approval, and not the denial', async () => {
  begin();
  const { handle, id } = await without(async () => world.ask(replicas));
  expect(await world.answer('U01BO', handle, 'approve')).toContain('"sale" freezes all actions');
  expect(await state(id)).toBe('awaiting-approval');
  expect(await world.answer('U01BO', handle, 'deny')).toContain('Denied');
});

it('refuses the call that has not left', async () => {
  const { handle, id } = await world.ask(replicas);
  expect(await world.answer('U01BO', handle, 'approve')).toContain('it starts now');
  begin();
  const store = holdByCalendar(world.store, [freeze], () => world.clock.now());
  // Within the five minutes that an approval counts for.
  const execute = createExecute({ ...world.workTools, store, now: () => world.clock.now() - halfAnHour });
  await execute(id, 1);
  expect(await world.store.loadRequest(id)).toMatchObject({
    state: 'failed',
    execution: { outcome: 'refused' },
  });
  expect(world.mutations()).toEqual([]);
});

it('holds back a call that may have left, and steps that have not', async () => {
  const { handle, id } = await world.ask(replicas);
  await world.answer('U01BO', handle, 'approve');
  await world.store.beginCall(id, world.clock.now());
  begin();
  const store = holdByCalendar(world.store, [freeze], () => world.clock.now());
  expect(await store.beginCall(id, world.clock.now())).toEqual({ begun: 'held' });
  expect(await store.beginStep(id, { key: 'uid-1', name: 'pod/x' }, 1)).toBe('frozen');
});
