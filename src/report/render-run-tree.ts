import { amount, tokens } from './cost-table';
import { type Amount, counted, duration, usdColumn, usdText } from './figures';
import { type Note, renderNotes, wrapped } from './render-notes';
import { type Column, renderTable } from './render-table';
import type { OperationNode, RunNode, StepNode } from './run-node';
import type { RunTrees } from './run-tree';

/** The runs as pages for a terminal of `width` columns. */
export const renderRunTrees = ({ runs, currency }: RunTrees, width: number): string =>
  runs.map((run) => renderRun(run, currency, width)).join('\n');

function renderRun(run: RunNode, currency: string, width: number): string {
  const sections = [
    [`${run.useCase}: ${run.outcome}`, ...wrapped(`run ${run.runId}`, width)].join('\n'),
    renderNotes(facts(run, currency), width),
    tree(run, currency, width),
  ];
  return `${sections.join('\n\n')}\n`;
}

function facts(run: RunNode, currency: string): Note[] {
  const known = (term: string, text: string | null): Note[] => (text === null ? [] : [[term, text]]);
  const { own, inclusive } = run;
  const cost = usdText(amount(inclusive.costUsd, inclusive), currency);
  const nested = inclusive.operations === own.operations ? '' : ', nested runs included';
  return [
    ['started', `${run.startedAt.slice(0, 19).replace('T', ' ')} UTC, took ${duration(run.durationMs)}`],
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

function tree(run: RunNode, currency: string, width: number): string {
  const lines: Line[] = [{ drawn: '', step: run, isRetry: false }, ...linesBelow(run, '')];
  const services = new Set(lines.map(({ step }) => step.service).filter((service) => service !== null));
  const costs = usdColumn(
    lines.map(({ step }) => costOf(step)),
    currency,
  );
  const columns: (Column & { readonly cells: readonly string[] })[] = [
    { header: 'step', align: 'left', cells: lines.map(nameOf) },
    ...(services.size > 1
      ? [{ header: 'service', align: 'left' as const, cells: lines.map(({ step }) => step.service ?? '') }]
      : []),
    { header: 'cost', align: 'right', cells: costs },
    { header: 'tokens in/out', align: 'right', cells: lines.map(({ step }) => tokensOf(step)) },
    { header: 'took', align: 'right', cells: lines.map(({ step }) => duration(step.durationMs)) },
    { header: 'status', align: 'left', cells: lines.map(({ step }) => statusText(step)) },
  ];
  const rows = lines.map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  return renderTable(columns, rows, width);
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
  const name = step.type === 'run' ? `${isRetry ? 'retry' : 'run'}: ${step.useCase}` : step.name;
  const more = step.otherSpans > 0 ? ` (+${counted(step.otherSpans, 'span')})` : '';
  return `${drawn}${name}${more}`;
}

/** Of a run with all in it, for what is in it stands below. */
function costOf(step: StepNode): Amount | undefined {
  if (step.type === 'run') return amount(step.inclusive.costUsd, step.inclusive);
  return step.type === 'span' ? undefined : { usd: step.costUsd, isLowerBound: false };
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
