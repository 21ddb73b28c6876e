import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buttonCommand } from '../../../src/slack/listen/button-command.ts';
import { isForeign } from '../../../src/slack/listen/is-foreign.ts';
import { modalCommand } from '../../../src/slack/listen/modal-command.ts';

describe('a button', () => {
  it('is never trusted: what it does not know becomes words', () => {
    const suggest = (value: object) => buttonCommand('mw_suggested', JSON.stringify(value));
    expect(suggest({ verb: 'rollback', revision: 13, incident: 'i' })).toEqual({
      verb: 'rollback',
      revision: 13,
      incident: 'i',
    });
    expect(suggest({ verb: 'delete' })).toMatchObject({ verb: 'unknown' });
    expect(suggest({ verb: 'scale', replicas: -1 })).toMatchObject({ verb: 'unknown' });
    expect(suggest({ verb: 'scale', replicas: 5, force: true })).toMatchObject({ verb: 'unknown' });
    expect(buttonCommand('mw_approve', 'a b')).toMatchObject({ verb: 'unknown' });
    expect(buttonCommand('mw_approve', 'handle_1')).toEqual({ verb: 'approve', handle: 'handle_1' });
    expect(buttonCommand('mw_of_old', 'x')).toMatchObject({ verb: 'unknown' });
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (id, value) => {
        expect(buttonCommand(id, value)).toHaveProperty('verb');
      }),
    );
  });
});

describe('the form', () => {
  const values = (what: string, object = '', number = '') => ({
    what: { what: { selected_option: { value: what } } },
    object: { object: { value: object } },
    number: { number: { value: number } },
  });
  it('means what a typed command means', () => {
    expect(modalCommand(values('rollback', 'deploy/checkout -n shop', '13'), 'i1')).toEqual({
      command: {
        verb: 'rollback',
        object: { kind: 'Deployment', name: 'checkout' },
        namespace: 'shop',
        revision: 13,
        incident: 'i1',
      },
      text: 'rollback deploy/checkout -n shop --to 13',
    });
    expect(modalCommand(values('undo'), 'i1')).toMatchObject({ command: { verb: 'undo', incident: 'i1' } });
  });
  it.each([
    ['scale', '', 'many', 'number'],
    ['ack', 'deploy/checkout', '', 'object'],
    ['cordon', 'node-3', '5', 'number'],
    ['rollback', 'deplyo/checkout', '', 'object'],
    ['evacuate', '', '', 'what'],
  ])('%s %s %s: says what is wrong beside %s', (what, object, number, where) => {
    expect(modalCommand(values(what, object, number), 'i1')).toMatchObject({
      errors: { [where]: expect.any(String) },
    });
  });
});

it('people of other workspaces are strangers, once we know our own', () => {
  expect(isForeign({ teamId: 'T1' }, ['T1', undefined])).toBe(false);
  expect(isForeign({ teamId: 'T1' }, ['T1', 'T2'])).toBe(true);
  expect(isForeign({}, ['T2'])).toBe(false);
});
