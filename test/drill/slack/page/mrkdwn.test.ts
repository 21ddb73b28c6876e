import { describe, expect, it } from 'vitest';
import { installTinyDocument, markup } from './tiny-document.ts';

installTinyDocument();

type Render = (text: string) => Parameters<typeof markup>[0];
const page = new URL('../../../../src/drill/slack/page/', import.meta.url);
const load = async (name: string) => (await import(new URL(name, page).href)) as Record<string, Render>;
const { mrkdwn, plainText } = (await load('mrkdwn.js')) as { mrkdwn: Render; plainText: Render };
const { markdown } = (await load('markdown.js')) as { markdown: Render };

describe('mrkdwn on the page', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', '<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code>'],
    ['*bold with `code` in it*', '<strong>bold with <code>code</code> in it</strong>'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['one\ntwo', 'one<br></br>two'],
    ['before\n&gt; quoted\n&gt; more\nafter', 'before<blockquote>quoted<br></br>more</blockquote>after'],
    ['```\nline *one*\nline two\n```', '<pre>line *one*\nline two</pre>'],
    ['<https://example.com/a?b=1&amp;c=2|here>', '<a href="https://example.com/a?b=1&c=2">here</a>'],
    ['<https://example.com>', '<a href="https://example.com">https://example.com</a>'],
    ['<@U1|ana> <!here> <!subteam^S1|@sre>', '<span>@ana</span> <span>@here</span> <span>@sre</span>'],
    [':fire: :no_such_thing: 10:30:45', '<span>🔥</span> :no_such_thing: 10:30:45'],
    ['a &lt;!channel&gt; label', 'a &lt;!channel> label'],
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['<javascript:alert(1)|click>', '&lt;javascript:alert(1)|click>'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
    ['&amp;lt;b&amp;gt;', '&amp;lt;b&amp;gt;'],
  ])('%s', (text, expected) => {
    expect(markup(mrkdwn(text))).toBe(expected);
  });

  it('formats date tokens, and falls back when it does not know one', () => {
    expect(markup(mrkdwn('<!date^0^{date_num}|then>'))).toMatch(/^<time>(1970-01-01|1969-12-31)<\/time>$/);
    expect(markup(mrkdwn('<!date^0^{century}|then>'))).toBe('<time>then</time>');
    expect(markup(mrkdwn('<!date^x^{time}|then>'))).toBe('<time>then</time>');
  });

  it('parses nothing in plain text but emoji', () => {
    expect(markup(plainText('*a* <https://x|y> :fire:'))).toBe('*a* &lt;https://x|y> <span>🔥</span>');
  });

  it('stays quick on hostile text', () => {
    const startedAt = performance.now();
    for (const text of [
      '*'.repeat(20_000),
      '_a'.repeat(10_000),
      '`'.repeat(20_000),
      '<'.repeat(20_000),
      ':a'.repeat(10_000),
    ])
      mrkdwn(text);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});

describe('the markdown block on the page', () => {
  it.each([
    ['## Step\ntext **bold** `x`', '<p>Step</p><p>text <strong>bold</strong> <code>x</code></p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['```sh\nkubectl <x>\n```', '<pre>kubectl &lt;x></pre>'],
    ['[a](javascript:alert(1))', '<p>a)</p>'],
    [
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
    ],
    ['> quoted', '<blockquote>quoted</blockquote>'],
  ])('%s', (text, expected) => {
    expect(markup(markdown(text))).toBe(`<div>${expected}</div>`);
  });
});
