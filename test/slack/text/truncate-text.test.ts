import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeMrkdwn,
  foreignCode,
  foreignText,
  foreignTextWithCode,
} from '../../../src/slack/text/foreign-text.ts';
import { truncateText } from '../../../src/slack/text/truncate-text.ts';

describe('a cut', () => {
  it.each([
    ['checkout', 20, 'checkout'],
    ['checkout', 5, 'chec…'],
    ['👩‍👩‍👧 family', 4, '…'],
    ['ab👍c', 4, 'ab…'],
    ['ae\u0301\u0301b', 3, 'a…'],
    ['anything', 0, ''],
  ])('%s at %i', (text, max, cut) => {
    expect(truncateText(text, max)).toBe(cut);
  });

  it('never goes through an entity or a token', () => {
    expect(truncateText('a &amp; b', 5, 'mrkdwn')).toBe('a…');
    expect(truncateText('a &amp; b', 8, 'mrkdwn')).toBe('a &amp;…');
    expect(truncateText('since <!date^1^{time}|x> on', 12, 'mrkdwn')).toBe('since…');
  });

  it('keeps its limit and whole characters, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const cut = truncateText(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        const escaped = truncateText(escapeMrkdwn(text), max, 'mrkdwn');
        expect(escaped.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });
});

describe('foreign text', () => {
  it.each([
    ['<!channel> & <https://x|y>', '&lt;!channel&gt; &amp; &lt;https://x|y&gt;'],
    ['*bold* ~gone~ `code`', '∗bold∗ ∼gone∼ ˋcodeˋ'],
    ['_slanted_ but my_pod_name', 'ˍslantedˍ but my_pod_name'],
    ['shop/checkout:1.5 :white_check_mark:', 'shop/checkout:1.5 ∶white_check_mark:'],
    ['two\nlines\r\n\u0000and\u202e more', 'two lines and more'],
  ])('%j', (text, shown) => {
    expect(foreignText(text, 200)).toBe(shown);
  });

  it('code stays code', () => {
    expect(foreignCode('a`b <c>', 50)).toBe('`aˋb &lt;c&gt;`');
    expect(foreignTextWithCode('Run `kubectl get po` in *shop*', 90)).toBe('Run `kubectl get po` in ∗shop∗');
    expect(foreignTextWithCode('an `open one', 90)).toBe('an ˋopen one');
  });
});
