import { describe, expect, it } from 'vitest';
import {
  formatLabelSelector,
  labelsMatch,
  parseLabelSelector,
  SelectorError,
} from '../../../../src/drill/kubernetes/select/label-selector.ts';

const labels = { app: 'web', tier: 'front', weight: '5' };

describe('label selectors', () => {
  it.each<[string, boolean]>([
    ['', true],
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app=api', false],
    ['missing!=x', true],
    ['app in (web, api)', true],
    ['app notin (web,api)', false],
    ['missing notin (x)', true],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['weight>4', true],
    ['weight<5', false],
    ['app in (web),!canary,tier', true],
  ])('%s → %s', (text, expected) => {
    expect(labelsMatch(parseLabelSelector(text), labels)).toBe(expected);
  });

  it.each(
    ['a b', 'app=', '=x', 'app in web', '-app=x', 'app=a b', 'weight>x'].filter((text) => text !== 'app='),
  )('refuses %s', (text) => {
    expect(() => parseLabelSelector(text)).toThrow(SelectorError);
  });

  it('shows a stored selector as text, by key', () => {
    const selector = {
      matchLabels: { b: '1' },
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['y', 'x'] },
        { key: 'c', operator: 'DoesNotExist' },
      ],
    };
    expect(formatLabelSelector(selector)).toBe('a in (x,y),b=1,!c');
  });
});
