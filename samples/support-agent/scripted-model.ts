import { createHash } from 'node:crypto';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
} from 'openai/resources';

export type Request = ChatCompletionCreateParamsNonStreaming;

/**
 * Says what a model might say, by a few rules, so that the sample runs without an account and alike every time.
 * It is given what a real one is given, and nothing else.
 */
export function reply({ messages }: Request): ChatCompletionMessage {
  const system = textOf(messages[0]);
  const question = textOf(messages.findLast(({ role }) => role === 'user'));
  if (system.startsWith('Translate')) return say(question);
  if (system.startsWith('You decide on refunds')) return say(refundVerdict(question));
  return nextToolCall(question, sinceQuestion(messages)) ?? say(answerTo(question));
}

export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

const textOf = (message: ChatCompletionMessageParam | undefined): string =>
  typeof message?.content === 'string' ? message.content : '';

const say = (content: string): ChatCompletionMessage => ({ role: 'assistant', content, refusal: null });

function refundVerdict(order: string): string {
  const { deliveredDaysAgo } = JSON.parse(order) as { deliveredDaysAgo: number | null };
  return deliveredDaysAgo !== null && deliveredDaysAgo > 30 ? 'refuse' : 'approve';
}

const sinceQuestion = (messages: Request['messages']): Request['messages'] =>
  messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);

/** The next tool that the question asks for and that has not been used yet. */
function nextToolCall(
  question: string,
  since: readonly ChatCompletionMessageParam[],
): ChatCompletionMessage | undefined {
  const orderId = /\bA-\d{4}\b/.exec(question)?.[0];
  const wanted: [tool: string, args: object][] = [];
  if (orderId) wanted.push(['lookup_order', { order_id: orderId }]);
  if (orderId && /refund|money back/i.test(question)) wanted.push(['refund_order', { order_id: orderId }]);
  if (/manager|lawyer|human being/i.test(question)) wanted.push(['hand_over_to_human', { reason: question }]);

  const used = since.filter(({ role }) => role === 'tool').length;
  const next = wanted[used];
  if (next === undefined) return undefined;
  const [name, args] = next;
  const id = `call_${digestOf([question, name]).slice(0, 24)}`;
  return {
    ...say(''),
    content: null,
    tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
  };
}

const SENTENCES = [
  'Thank you for writing to us.',
  'I have looked into it, and this is what I can tell you.',
  'Everything that we know of your order is in the message that you have received.',
  'If anything about it changes, we write to you the same day.',
  'Please keep the box until you are sure that all is well.',
  'Should it happen again, a photograph would help us to find the cause.',
];

/** The longer the question, the longer the answer, up to what the handbook allows. */
const answerTo = (question: string): string =>
  SENTENCES.slice(0, 3 + Math.min(3, Math.floor(question.length / 60))).join(' ');
