/** A kind of usage that can have a price of its own. */
export interface PriceKind {
  /** The kinds whose counts include this one. Of two, it is what they share. */
  readonly partOf?: readonly string[];
  /** The public table's name of its price, and how many of it that is for. */
  readonly listed?: { readonly key: string; readonly per: number };
}

const listedTokens = (key: string): Required<Pick<PriceKind, 'listed'>> => ({
  listed: { key, per: 1_000_000 },
});

/** Tokens of an LLM call. Those with a price of their own are charged at it, and not again as what they are part of. */
export const TOKEN_KINDS = {
  input: listedTokens('input_mtok'),
  cache_read: { partOf: ['input'], ...listedTokens('cache_read_mtok') },
  cache_write: { partOf: ['input'], ...listedTokens('cache_write_mtok') },
  cache_write_1h: { partOf: ['cache_write'], ...listedTokens('cache_write_1h_mtok') },
  input_audio: { partOf: ['input'], ...listedTokens('input_audio_mtok') },
  input_image: { partOf: ['input'], ...listedTokens('input_image_mtok') },
  cache_read_audio: { partOf: ['cache_read', 'input_audio'], ...listedTokens('cache_audio_read_mtok') },
  cache_read_image: { partOf: ['cache_read', 'input_image'], ...listedTokens('cache_image_read_mtok') },
  output: listedTokens('output_mtok'),
  reasoning: { partOf: ['output'], ...listedTokens('output_reasoning_mtok') },
  output_audio: { partOf: ['output'], ...listedTokens('output_audio_mtok') },
  output_image: { partOf: ['output'], ...listedTokens('output_image_mtok') },
} as const satisfies Record<string, PriceKind>;
export type TokenKind = keyof typeof TOKEN_KINDS;
export const TOKEN_KIND_NAMES = Object.keys(TOKEN_KINDS) as TokenKind[];

/**
 * Kinds that may count the same token, without either being part of the other, and the kind that they share, if there
 * is one. Where both have a price and were used, the count can be taken apart only by what they are said to share.
 */
export const OVERLAPPING_KINDS: readonly (readonly [TokenKind, TokenKind, shared?: TokenKind])[] = [
  ['cache_read', 'input_audio', 'cache_read_audio'],
  ['cache_read', 'input_image', 'cache_read_image'],
  ['cache_write', 'input_audio'],
  ['cache_write', 'input_image'],
  ['reasoning', 'output_audio'],
  ['reasoning', 'output_image'],
];

/** What an LLM call is charged for beside tokens. */
const CALL_KINDS = {
  request: { listed: { key: 'requests_kcount', per: 1000 } },
  web_search: { listed: { key: 'web_searches_kcount', per: 1000 } },
} as const satisfies Record<string, PriceKind>;
export type CallKind = keyof typeof CALL_KINDS;
const CALL_KIND_NAMES = Object.keys(CALL_KINDS) as CallKind[];

export type LlmKind = TokenKind | CallKind;
export const LLM_KINDS: Readonly<Record<LlmKind, PriceKind>> = { ...TOKEN_KINDS, ...CALL_KINDS };
export const LLM_KIND_NAMES: readonly LlmKind[] = [...TOKEN_KIND_NAMES, ...CALL_KIND_NAMES];

/** What any other operation is charged for. */
export const UNIT_KINDS = [
  'operation',
  'row',
  'byte_scanned',
  'byte_read',
  'byte_written',
  'message',
  'byte',
  'item',
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];
