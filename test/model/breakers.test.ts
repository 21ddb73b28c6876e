import { describe, expect, it } from 'vitest';
import { openBreaker, type Judged } from '../../src/model/breakers.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { requestExample } from '../store/support/examples.ts';

const now = 1_000_000;
const minute = 60_000;
const limits = {
  person: { executions: 3, withinMs: 10 * minute },
  object: { executions: 4, withinMs: 60 * minute },
};
let count = 0;

interface Past {
  ago: number;
  asked?: string;
  approved?: string;
  name?: string;
  result?: Verdict['result'];
  outcome?: 'answered' | 'refused' | 'world-moved' | 'unknown';
  id?: string;
  undoes?: string;
}
function past({
  ago,
  asked = 'ana',
  approved = 'bo',
  name = 'checkout',
  result,
  outcome,
  id,
  undoes,
}: Past): Judged {
  const { plan } = requestExample();
  return {
    id: id ?? `past-${(count += 1)}`,
    askedByUser: asked,
    approvals: [{ person: 'U', user: approved, answer: 'approve', at: 0 }],
    plan: { ...plan, target: { ...plan.target, name } },
    ...(undoes !== undefined && { undoes }),
    execution: {
      id: 'x',
      startedAt: now - ago,
      outcome: outcome ?? 'answered',
      ...(result !== undefined && { verdict: { result, sentence: '', at: now - ago } }),
    },
  };
}
const request = (changes: Partial<Judged> = {}): Judged => ({
  ...requestExample(),
  askedByUser: 'ana',
  ...changes,
});
const open = (before: Judged[], approving = ['bo'], judged = request()) =>
  openBreaker(limits, judged, approving, before, now);

describe('of one person', () => {
  const three = [3, 2, 1].map((minutes) => past({ ago: minutes * minute, name: `other-${minutes}` }));
  it('opens with the most, and says when it closes', () => {
    expect(open(three.slice(1))).toBeUndefined();
    expect(open(three)).toEqual({
      breaker: 'person',
      user: 'ana',
      ...limits.person,
      endsAt: now + 7 * minute,
    });
  });
  it('counts neither older ones, nor those of others, nor those that changed nothing', () => {
    const others = [
      past({ ago: 10 * minute, name: 'a' }),
      past({ ago: minute, asked: 'bo', name: 'b' }),
      past({ ago: minute, outcome: 'refused', name: 'c' }),
      past({ ago: minute, outcome: 'world-moved', name: 'd' }),
    ];
    expect(open([...others, ...three.slice(1)])).toBeUndefined();
    expect(open([...three.slice(1), past({ ago: 1, outcome: 'unknown', name: 'e' })])).toMatchObject({
      breaker: 'person',
    });
  });
});

describe('on one object', () => {
  const four = ['cy', 'cy', 'dee', 'dee'].map((asked, index) => past({ ago: (50 - index) * minute, asked }));
  it('opens with the most; somebody who took no part closes it', () => {
    expect(open(four.slice(1))).toBeUndefined();
    expect(open(four)).toMatchObject({ breaker: 'object', because: 'too-many', people: ['cy', 'bo', 'dee'] });
    expect(open(four, ['dee', 'eve'])).toBeUndefined();
  });
  it('counts neither older ones nor other objects; an object made anew is the same one', () => {
    expect(open([...four.slice(1), past({ ago: 61 * minute })])).toBeUndefined();
    expect(open([...four.slice(1), past({ ago: minute, name: 'basket' })])).toBeUndefined();
    const { plan } = requestExample();
    const anew = request({ plan: { ...plan, target: { ...plan.target, uid: 'uid-2' } } });
    expect(open(four, ['bo'], anew)).toMatchObject({ breaker: 'object' });
  });
  it('opens after one that made things worse, whatever it was before', () => {
    const worse = past({ ago: minute, asked: 'cy', result: 'worse', id: 'bad' });
    expect(open([worse])).toMatchObject({ because: 'worse', people: ['cy', 'bo'] });
    expect(open([worse], ['eve'])).toBeUndefined();
    const better = past({ ago: 1000, asked: 'cy', result: 'worked', undoes: 'bad' });
    expect(open([worse, better])).toBeUndefined();
  });
  it('never holds up the undo of what made things worse', () => {
    const worse = past({ ago: minute, result: 'worse', id: 'bad' });
    expect(open([...four, worse], ['bo'], request({ undoes: 'bad' }))).toBeUndefined();
    expect(open([...four, worse], ['bo'], request({ undoes: 'other' }))).toMatchObject({ breaker: 'object' });
  });
  it('looks at each object of a plan for several', () => {
    const { plan } = requestExample();
    const parts = ['basket', 'checkout'].map((name) => ({ target: { ...plan.target, name } }));
    const several = request({ plan: Object.assign({}, plan, { parts }) });
    expect(open(four, ['bo'], several)).toMatchObject({ breaker: 'object' });
  });
});

it('without limits nothing is counted', () => {
  const many = Array.from({ length: 50 }, () => past({ ago: 1, result: 'worse' }));
  expect(openBreaker({}, request(), ['bo'], many, now)).toBeUndefined();
});
