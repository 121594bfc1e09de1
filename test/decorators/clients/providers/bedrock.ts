import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseStreamCommandOutput,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type InvokeModelWithResponseStreamCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { Client } from '../client';
import type { ProviderAnswers } from '../provider-server';
import { MESSAGE, MESSAGE_EVENTS } from './anthropic-shape';
import { awsEvent } from './aws-event-stream';

const model = 'anthropic.claude-haiku-4-5-20251001-v1:0';

const connect = (endpoint: string): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });

const JSON_EVENT = { ':content-type': 'application/json', ':message-type': 'event' };

const event = (type: string, payload: unknown): Buffer =>
  awsEvent({ ':event-type': type, ...JSON_EVENT }, payload);

const SHARED = {
  http2: true,
  headers: { 'x-amzn-requestid': '8e82c68e-8558-4514-ac40-947ea2432684' },
  refusal: {
    status: 429,
    headers: { 'x-amzn-errortype': 'ThrottlingException' },
    body: { message: 'Too many requests' },
  },
} as const;

const FAILURE = awsEvent(
  {
    ':exception-type': 'modelStreamErrorException',
    ':content-type': 'application/json',
    ':message-type': 'exception',
  },
  { message: 'The model gave up', originalStatusCode: 500 },
);

const STREAM = 'application/vnd.amazon.eventstream';

const USAGE = {
  inputTokens: 40,
  outputTokens: 30,
  totalTokens: 150,
  cacheReadInputTokens: 64,
  cacheWriteInputTokens: 16,
  cacheDetails: [
    { ttl: '5m', inputTokens: 6 },
    { ttl: '1h', inputTokens: 10 },
  ],
};

const converse: ProviderAnswers = {
  ...SHARED,
  plain: {
    output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } },
    stopReason: 'end_turn',
    usage: USAGE,
    metrics: { latencyMs: 300 },
  },
  stream: {
    contentType: STREAM,
    begin: [
      event('messageStart', { role: 'assistant' }),
      event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hel' } }),
    ],
    rest: [
      event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'lo' } }),
      event('contentBlockStop', { contentBlockIndex: 0 }),
      event('messageStop', { stopReason: 'end_turn' }),
      event('metadata', { usage: USAGE, metrics: { latencyMs: 300 } }),
    ],
    failure: FAILURE,
  },
};

export const bedrockConverse: Client = {
  provider: 'bedrock',
  model,
  answers: converse,
  connect(url) {
    const client = connect(url);
    const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];
    const request = { modelId: model, messages };
    return {
      plain: () => client.send(new ConverseCommand(request)),
      stream: (abortSignal) => client.send(new ConverseStreamCommand(request), { abortSignal }),
    };
  },
  streamOf: (answer) => (answer as ConverseStreamCommandOutput).stream!,
};

const chunk = (given: object): Buffer =>
  event('chunk', { bytes: Buffer.from(JSON.stringify(given)).toString('base64') });

const [lastEvent, ...before] = [...MESSAGE_EVENTS.rest].reverse();

const METRICS = {
  inputTokenCount: 40,
  outputTokenCount: 30,
  cacheReadInputTokenCount: 64,
  cacheWriteInputTokenCount: 16,
  invocationLatency: 300,
  firstByteLatency: 100,
};

const invoke: ProviderAnswers = {
  ...SHARED,
  plain: MESSAGE,
  stream: {
    contentType: STREAM,
    begin: MESSAGE_EVENTS.begin.map(chunk),
    rest: [
      ...before.reverse().map(chunk),
      chunk({ ...lastEvent, 'amazon-bedrock-invocationMetrics': METRICS }),
    ],
    failure: FAILURE,
  },
};

export const bedrockInvoke: Client = {
  provider: 'bedrock',
  model,
  answers: invoke,
  connect(url) {
    const client = connect(url);
    const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: [] });
    const request = { modelId: model, contentType: 'application/json', body };
    return {
      plain: () => client.send(new InvokeModelCommand(request)),
      stream: (abortSignal) =>
        client.send(new InvokeModelWithResponseStreamCommand(request), { abortSignal }),
    };
  },
  streamOf: (answer) => (answer as InvokeModelWithResponseStreamCommandOutput).body!,
};
