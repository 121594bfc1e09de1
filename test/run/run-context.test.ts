import { RunContext } from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { warningsOf } from '../support/telemetry';

afterEach(restoreSettings);

describe('RunContext.create', () => {
  it('makes the root of a tree', () => {
    const run = RunContext.create({ useCase: 'Customer Support' });
    expect(run).toMatchObject({
      rootRunId: run.runId,
      parentRunId: undefined,
      retryOfRunId: undefined,
      attempt: 1,
      useCase: 'Customer Support',
      workflow: undefined,
      deadline: undefined,
      environment: 'production',
    });
    expect(Date.now() - run.startTime.getTime()).toBeLessThan(1_000);
  });

  it('keeps the root, and names the parent, of a run inside another', () => {
    const root = RunContext.create({ useCase: 'outer' });
    const child = RunContext.create({ useCase: 'middle', parent: root });
    const grandchild = RunContext.create({ useCase: 'inner', parent: child });
    expect(child).toMatchObject({ rootRunId: root.runId, parentRunId: root.runId });
    expect(grandchild).toMatchObject({ rootRunId: root.runId, parentRunId: child.runId });
    expect(new Set([root.runId, child.runId, grandchild.runId]).size).toBe(3);
  });

  it('takes the environment from the options, else from the configuration', () => {
    changeSettings({ environment: 'staging' });
    expect(RunContext.create({ useCase: 'u' }).environment).toBe('staging');
    expect(RunContext.create({ useCase: 'u', environment: 'test' }).environment).toBe('test');
  });

  it.each([0, -1, NaN, Infinity, '30'])(
    'has no deadline, and says so, for deadlineSeconds %p',
    async (given) => {
      const warnings = await warningsOf(() => {
        const run = RunContext.create({ useCase: 'u', deadlineSeconds: given as number });
        RunContext.create({ useCase: 'u', deadlineSeconds: given as number });
        expect(run.deadline).toBeUndefined();
        expect(run.remainingTimeSeconds()).toBeUndefined();
        expect(run.isPastDeadline()).toBe(false);
      });
      expect(warnings).toEqual([expect.stringContaining('deadlineSeconds must be a positive number')]);
    },
  );
});

describe('RunContext.createRetry', () => {
  it('keeps the root and the details, and counts the attempts', () => {
    const details = {
      workflow: 'w',
      workflowVersion: 'v',
      environment: 'e',
      tenantId: 't',
      customerId: 'c',
      eventId: 'ev',
    };
    const parent = RunContext.create({ useCase: 'outer' });
    const first = RunContext.create({ useCase: 'u', ...details, parent });
    const second = RunContext.createRetry(first);
    const third = RunContext.createRetry(second);
    expect(second).toMatchObject({
      ...details,
      useCase: 'u',
      rootRunId: parent.runId,
      parentRunId: parent.runId,
      retryOfRunId: first.runId,
      attempt: 2,
    });
    expect(third).toMatchObject({ rootRunId: parent.runId, retryOfRunId: second.runId, attempt: 3 });
    expect(new Set([first.runId, second.runId, third.runId]).size).toBe(3);
  });

  it('is the root of a first attempt that was one', () => {
    const first = RunContext.create({ useCase: 'u' });
    expect(RunContext.createRetry(RunContext.createRetry(first)).rootRunId).toBe(first.runId);
  });

  it('starts the deadline anew and is not cancelled', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    try {
      const first = RunContext.create({ useCase: 'u', deadlineSeconds: 10 });
      first.requestCancellation();
      jest.setSystemTime(1_030_000);
      const second = RunContext.createRetry(first);
      expect(first.isPastDeadline()).toBe(true);
      expect(second.remainingTimeSeconds()).toBe(10);
      expect(second.isCancelled()).toBe(false);
      expect(second.startTime.getTime()).toBe(1_030_000);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('deadlines', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => void jest.useRealTimers());

  it.each([
    [0, 30, false],
    [12_500, 17.5, false],
    [29_999, 0.001, false],
    [30_000, 0, true],
    [90_000, 0, true],
  ])('%d ms later: %d s are left, past it: %p', (laterMs, leftSeconds, past) => {
    const run = RunContext.create({ useCase: 'u', deadlineSeconds: 30 });
    jest.setSystemTime(1_700_000_000_000 + laterMs);
    expect(run.remainingTimeSeconds()).toBeCloseTo(leftSeconds, 6);
    expect(run.isPastDeadline()).toBe(past);
  });
});

it('is cancelled once it was called off', () => {
  const run = RunContext.create({ useCase: 'u' });
  expect(run.isCancelled()).toBe(false);
  run.requestCancellation('the customer hung up');
  run.requestCancellation('again');
  expect(run.isCancelled()).toBe(true);
});

describe('toSpanAttributes', () => {
  it('leaves out what there is not', () => {
    const run = RunContext.create({ useCase: 'Customer Support' });
    expect(run.toSpanAttributes()).toEqual({
      'botanu.run_id': run.runId,
      'botanu.root_run_id': run.runId,
      'botanu.attempt': 1,
      'botanu.use_case': 'Customer Support',
      'botanu.environment': 'production',
      'botanu.run.start_time': run.startTime.toISOString(),
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'Customer Support',
    });
  });

  it('has everything that there is', () => {
    const parent = RunContext.create({ useCase: 'outer' });
    const first = RunContext.create({
      useCase: 'u',
      workflow: 'Agent.handle',
      workflowVersion: 'v:0123456789ab',
      environment: 'staging',
      tenantId: 'tenant-1',
      customerId: 'customer-1',
      eventId: 'ticket-1',
      deadlineSeconds: 30,
      parent,
    });
    const run = RunContext.createRetry(first);
    expect(run.toSpanAttributes()).toEqual({
      'botanu.run_id': run.runId,
      'botanu.root_run_id': parent.runId,
      'botanu.parent_run_id': parent.runId,
      'botanu.retry_of_run_id': first.runId,
      'botanu.attempt': 2,
      'botanu.use_case': 'u',
      'botanu.workflow': 'Agent.handle',
      'botanu.workflow.version': 'v:0123456789ab',
      'botanu.environment': 'staging',
      'botanu.tenant_id': 'tenant-1',
      'botanu.customer_id': 'customer-1',
      'botanu.event_id': 'ticket-1',
      'botanu.run.start_time': run.startTime.toISOString(),
      'botanu.run.deadline_ts': run.deadline!.getTime() / 1000,
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'u',
    });
  });
});
