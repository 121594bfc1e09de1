import { printableJson, printableLines, printableText } from '../../src/shared/printable-text';

const RED = '\u001b[31mred\u009b0m\u007f';

it.each([
  ['a control sequence', RED, ' [31mred 0m '],
  ['line breaks', 'one\r\ntwo\u2028three', 'one two three'],
  ['what turns text around', 'a\u202egnp.exe\u2066\u200f', 'a gnp.exe '],
  ['other scripts and emoji', '予約 ✅ é \u200d', '予約 ✅ é \u200d'],
])('text for a terminal has %s', (_, text, printable) => {
  expect(printableText(text)).toBe(printable);
});

it('of several lines these stay', () => {
  expect(printableLines('one\u0007\ntwo')).toBe('one \ntwo');
});

it('JSON for a terminal says the same, in text alone', () => {
  const value = { text: `${RED}\n\u202e`, list: [1, null] };
  const json = printableJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(json).toContain('\n  "list": [\n');
});
