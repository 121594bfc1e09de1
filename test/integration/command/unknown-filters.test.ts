import { botanu } from '../../support/botanu-command';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../../support/otlp-lines';

const LEDGER = ledgerDirectory({
  'a.jsonl': otlpLine(
    runSpan({
      run: 'a',
      useCase: 'Customer Support',
      outcome: 'success',
      more: { 'botanu.tenant_id': 'eu1' },
    }),
    llmSpan({
      run: 'a',
      model: 'gpt-4o',
      costUsd: 1,
      input: 1,
      output: 1,
      more: { 'gen_ai.response.model': 'gpt-4o-2024-08-06' },
    }),
    ...[1, 2, 3].map(() =>
      llmSpan({ run: 'a', provider: 'gcp.gemini', model: 'zephyr', costUsd: 1, input: 1, output: 1 }),
    ),
  ),
});

it.each([
  ["use-case='Customer support'", "the use case 'Customer support'. Did you mean 'Customer Support'?"],
  ['provider=google', "the provider 'google'. The most frequent: gcp.gemini, openai."],
  // More often than one that comes first in the alphabet, and than the ways in which it was called.
  ['model=none', "the model 'none'. The most frequent: zephyr, gpt-4o-2024-08-06."],
  ['model=gpt-4p', "the model 'gpt-4p'. Did you mean 'gpt-4o'?"],
  ['tenant=eu2', "the tenant 'eu2'. The most frequent: eu1."],
  ['customer=acme', 'a customer.'],
])('%s, which nothing has, is told beside the empty answer', (filter, told) => {
  const where = filter.replaceAll("'", '');
  for (const command of ['report', 'runs']) {
    const { status, stdout, stderr } = botanu(command, '--dir', LEDGER, '--json', '--where', where);
    expect({ status, stderr }).toEqual({ status: 0, stderr: `botanu: Nothing in this ledger has ${told}\n` });
    expect(JSON.parse(stdout)).toMatchObject(command === 'runs' ? { total: 0 } : { total: { runs: 0 } });
  }
});

it.each(['model=gpt-4o', 'model=gpt-4o-2024-08-06', 'day=2020-01-01', 'customer=', 'outcome=success'])(
  'there is nothing to tell of %s',
  (where) => {
    expect(botanu('report', '--dir', LEDGER, '--where', where)).toMatchObject({ status: 0, stderr: '' });
  },
);
