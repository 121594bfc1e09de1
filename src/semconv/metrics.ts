const powers = (first: number, factor: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first * factor ** i);

const GEN_AI_DURATION_BUCKETS_S = powers(0.01, 2, 14);
const CLIENT_DURATION_BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const MESSAGING_DURATION_BUCKETS_S = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Every instrument: name, unit, description and, for histograms, the buckets of its convention. */
export const Metric = {
  TOKEN_USAGE: {
    name: 'gen_ai.client.token.usage',
    unit: '{token}',
    description: 'Tokens used by GenAI operations, input and output apart.',
    buckets: powers(1, 4, 14),
  },
  LLM_DURATION: {
    name: 'gen_ai.client.operation.duration',
    unit: 's',
    description: 'Duration of GenAI operations.',
    buckets: GEN_AI_DURATION_BUCKETS_S,
  },
  TIME_TO_FIRST_CHUNK: {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    unit: 's',
    description: 'Time until the first chunk of a streamed response.',
    buckets: GEN_AI_DURATION_BUCKETS_S,
  },
  LLM_ATTEMPTS: {
    name: 'botanu.gen_ai.attempts',
    unit: '{attempt}',
    description: 'Attempts at GenAI operations, by how they ended.',
  },
  TOOL_DURATION: {
    name: 'botanu.tool.duration',
    unit: 's',
    description: 'Duration of tool executions.',
    buckets: GEN_AI_DURATION_BUCKETS_S,
  },
  TOOL_EXECUTIONS: {
    name: 'botanu.tool.executions',
    unit: '{execution}',
    description: 'Tool executions, by how they ended.',
  },
  DB_DURATION: {
    name: 'db.client.operation.duration',
    unit: 's',
    description: 'Duration of database client operations.',
    buckets: CLIENT_DURATION_BUCKETS_S,
  },
  MESSAGING_DURATION: {
    name: 'messaging.client.operation.duration',
    unit: 's',
    description: 'Duration of messaging operations.',
    buckets: MESSAGING_DURATION_BUCKETS_S,
  },
  RUN_DURATION: {
    name: 'botanu.run.duration',
    unit: 's',
    description: 'Duration of runs.',
    buckets: powers(0.01, 4, 10),
  },
  RUN_OUTCOMES: {
    name: 'botanu.run.outcomes',
    unit: '{run}',
    description: 'Runs, by their outcome.',
  },
} as const;

/** Metric attribute for how something ended, where no convention names one. */
export const METRIC_STATUS = 'status';
