import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withLedger } from '../../../src/ledger/with-ledger';
import { costByOutcome } from '../../../src/report/cost-by-outcome';
import type { CostReport } from '../../../src/report/cost-report';
import { BundledApp } from '../../support/bundled-app';

// Processes are started that load an SDK and two clients, which a busy machine takes its time for.
jest.setTimeout(120_000);

const NODE_MODULES = resolve(__dirname, '../../../node_modules');
const OPENAI = '@opentelemetry/instrumentation-openai';
const TRACELOOP = '@traceloop/instrumentation-anthropic';
/** Anthropic's client, which records its calls itself. */
const ANTHROPIC = 'com.anthropic.sdk.typescript';

/** gpt-4o-mini: 500 fresh at $0.15, 500 cached at $0.075, 100 out at $0.60 a million. */
const GPT_USD = 0.0001725;
/** What an instrumentation costs that does not tell which tokens were cached. */
const GPT_UNCACHED_USD = 0.00021;
/** claude-sonnet-4-5: 200 fresh at $3, 700 from the cache at $0.30, 100 into it at $3.75, 50 out at $15 a million. */
const CLAUDE_USD = 0.001935;
/** text-embedding-3-small: 1,000 at $0.02 a million. */
const EMBEDDING_USD = 0.00002;

interface Recorded {
  readonly report: CostReport;
  /** How many spans with usage each library made. */
  readonly spans: Record<string, number>;
}

async function recorded(app: BundledApp, how: 'tracked' | 'bare'): Promise<Recorded> {
  const cwd = app.workingDirectory();
  const { code, stderr } = await app.run(cwd, { args: [how] });
  if (code !== 0) throw new Error(stderr);
  return withLedger(join(cwd, '.botanu'), async (ledger) => {
    const rows = await ledger.engine.query<{ scope: string; spans: number }>(
      'SELECT scope, count(*) AS spans FROM spans WHERE input_tokens IS NOT NULL GROUP BY scope',
    );
    return {
      report: await costByOutcome(ledger),
      spans: Object.fromEntries(rows.map(({ scope, spans }) => [scope, spans])),
    };
  });
}

const figures = ({ report }: Recorded) =>
  Object.fromEntries(
    report.useCases.map(({ useCase, own: { llmCalls, inputTokens, outputTokens, cost } }) => [
      useCase,
      { llmCalls, inputTokens, outputTokens, cost },
    ]),
  );

const expected = (gptUsd: number) => {
  const gpt = { llmCalls: 1, inputTokens: 1_000, outputTokens: 100, cost: gptUsd };
  const claude = { llmCalls: 1, inputTokens: 1_000, outputTokens: 50, cost: CLAUDE_USD };
  return {
    openai: gpt,
    'openai, streamed': gpt,
    'openai, embedded': { llmCalls: 1, inputTokens: 1_000, outputTokens: null, cost: EMBEDDING_USD },
    anthropic: claude,
    'anthropic, streamed': claude,
  };
};

/** The instrumentation of Traceloop's patches clients before version 1, in `node_modules/@anthropic-ai/sdk`. */
function withOlderClient(app: BundledApp): void {
  const modules = join(app.directory, 'node_modules');
  mkdirSync(join(modules, '@anthropic-ai'), { recursive: true });
  cpSync(join(NODE_MODULES, 'anthropic-sdk-0'), join(modules, '@anthropic-ai/sdk'), { recursive: true });
  for (const name of readdirSync(NODE_MODULES))
    if (name !== '@anthropic-ai') symlinkSync(join(NODE_MODULES, name), join(modules, name));
}

function withNewestClient(app: BundledApp): void {
  symlinkSync(NODE_MODULES, join(app.directory, 'node_modules'));
}

describe.each([
  ["with Anthropic's client of version 1", withNewestClient, { [ANTHROPIC]: 2 }, 6],
  [
    "with an older one, and Traceloop's instrumentation",
    withOlderClient,
    { [ANTHROPIC]: 2, [TRACELOOP]: 2 },
    8,
  ],
])('%s', (_, install, others, repeated) => {
  let app: BundledApp;
  beforeAll(() => {
    app = new BundledApp(join(__dirname, 'app.ts'));
    install(app);
  });
  afterAll(() => app.remove());

  it('calls that a decorator and others record are counted once, with their tokens and cost', async () => {
    const tracked = await recorded(app, 'tracked');
    expect(tracked.spans).toEqual({ botanu: 6, [OPENAI]: 5, ...others });
    expect(figures(tracked)).toEqual({
      ...expected(GPT_USD),
      'both in one method': {
        llmCalls: 2,
        inputTokens: 2_000,
        outputTokens: 100,
        cost: GPT_USD + EMBEDDING_USD,
      },
    });
    expect(tracked.report.ledger.repeatedLlmSpans).toBe(repeated);
  });

  it('without a decorator they are counted by what the others tell', async () => {
    const bare = await recorded(app, 'bare');
    expect(bare.spans).toEqual({ [OPENAI]: 5, ...others });
    expect(figures(bare)).toMatchObject(expected(GPT_UNCACHED_USD));
  });
});
