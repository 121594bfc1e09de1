import { amount, tokens } from './cost-table';
import { type Amount, counted, duration, amountColumn, amountText, second } from './figures';
import { type Note, renderNotes, wrapped } from './render-notes';
import { type FilledColumn, renderTable, rowsOf } from './render-table';
import type { OperationNode, RunNode, StepNode } from './run-node';
import type { RunTrees } from './run-tree';
import { hasNested } from './spend';

/** The runs as pages for a terminal of `width` columns. */
export const renderRunTrees = ({ runs, ...answer }: RunTrees, width: number): string =>
  runs.map((run) => renderRun(run, answer, width)).join('\n');

type Basis = Pick<RunTrees, 'currency' | 'covers'>;

function renderRun(run: RunNode, basis: Basis, width: number): string {
  const sections = [
    [`${run.useCase}: ${run.outcome}`, `run ${run.runId}`].flatMap((line) => wrapped(line, width)).join('\n'),
    renderNotes(facts(run, basis), width),
    tree(run, basis, width),
  ];
  return `${sections.join('\n\n')}\n`;
}

function facts(run: RunNode, { currency, covers }: Basis): Note[] {
  const known = (term: string, text: string | null): Note[] => (text === null ? [] : [[term, text]]);
  const { own, inclusive } = run;
  const cost = amountText(amount(inclusive.cost, inclusive), currency);
  const nested = hasNested(run, covers)
    ? ` with nested, own ${amountText(amount(own.cost, own), currency)}`
    : '';
  return [
    ['started', `${startText(run.startedAt)}, took ${duration(run.durationMs)}`],
    [
      'cost',
      `${cost}${nested}; ${tokens(inclusive)} tokens in/out of ${counted(inclusive.llmCalls, 'LLM call')}`,
    ],
    ...known(
      'attempt',
      run.attempt > 1 ? `${run.attempt}${run.retryOfRunId ? `, of ${run.retryOfRunId}` : ''}` : null,
    ),
    ...known('within', run.parentRunId && `run ${run.parentRunId}`),
    ...known('customer', run.customer),
    ...known('tenant', run.tenant),
    ...known('event', run.eventId),
    ...known('workflow', run.workflow),
    ...known('environment', run.environment),
    ...known('team', run.team),
  ];
}

/** A step of the tree with what is drawn before its name. */
interface Line {
  readonly drawn: string;
  readonly step: StepNode;
  readonly isRetry: boolean;
}

function startText(startedAt: string | null): string {
  return startedAt === null ? 'at an unknown time' : `${second(startedAt)} UTC`;
}

function tree(run: RunNode, { currency }: Basis, width: number): string {
  const lines: Line[] = [{ drawn: '', step: run, isRetry: false }, ...linesBelow(run, '')];
  const services = new Set(lines.map(({ step }) => step.service).filter((service) => service !== null));
  const costs = amountColumn(
    lines.map(({ step }) => costOf(step)),
    currency,
  );
  const columns: FilledColumn[] = [
    { header: 'step', align: 'left', cells: lines.map(nameOf) },
    ...(services.size > 1
      ? [{ header: 'service', align: 'left' as const, cells: lines.map(({ step }) => step.service ?? '') }]
      : []),
    { header: 'cost', align: 'right', cells: costs },
    { header: 'tokens in/out', align: 'right', cells: lines.map(({ step }) => tokensOf(step)) },
    { header: 'took', align: 'right', cells: lines.map(({ step }) => duration(step.durationMs)) },
    { header: 'status', align: 'left', cells: lines.map(({ step }) => statusText(step)) },
  ];
  return renderTable(columns, rowsOf(columns), width);
}

function linesBelow(step: StepNode, indent: string): Line[] {
  const retries = step.type === 'run' ? step.retries : [];
  const all = [...step.steps, ...retries];
  return all.flatMap((child, index) => {
    const isLast = index === all.length - 1;
    return [
      { drawn: `${indent}${isLast ? '└ ' : '├ '}`, step: child, isRetry: index >= step.steps.length },
      ...linesBelow(child, `${indent}${isLast ? '  ' : '│ '}`),
    ];
  });
}

function nameOf({ drawn, step, isRetry }: Line): string {
  const name = step.type === 'run' ? `${isRetry ? 'retry' : 'run'}: ${step.useCase}` : operationName(step);
  const more = step.otherSpans > 0 ? ` (+${counted(step.otherSpans, 'span')})` : '';
  return `${drawn}${name}${more}`;
}

/** With the model, which a client's own span may not have in its name. */
function operationName({ name, requestModel, responseModel }: OperationNode): string {
  const models = [requestModel, responseModel].filter((model) => model !== null);
  return models.length === 0 || models.some((model) => name.includes(model)) ? name : `${name} ${models[0]!}`;
}

/** Of a run with all in it, for what is in it stands below. */
function costOf(step: StepNode): Amount | undefined {
  if (step.type === 'run') return amount(step.inclusive.cost, step.inclusive);
  return step.type === 'span' ? undefined : { amount: step.cost, isLowerBound: false };
}

function tokensOf(step: StepNode): string {
  if (step.type === 'run') return tokens(step.inclusive);
  return step.kind === 'llm' ? tokens(step) : '';
}

function statusText(step: StepNode): string {
  if (step.type === 'run')
    return step.attempt > 1 ? `${step.outcome}, attempt ${step.attempt}` : step.outcome;
  const parts = [
    failure(step),
    ...(step.attempt !== null && step.attempt > 1 ? [`attempt ${step.attempt}`] : []),
    ...(step.kind === 'llm' && step.unpricedReason !== null
      ? [`no price: ${step.unpricedReason.replaceAll('_', ' ')}`]
      : []),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function failure({ status, errorType }: OperationNode): string {
  if (status === 'ok') return '';
  return status === 'failed' && errorType !== null && errorType !== '_OTHER'
    ? `failed: ${errorType}`
    : status;
}
