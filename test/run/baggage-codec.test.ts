import { RunContext } from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { warningsOf } from '../support/telemetry';

const RUN_ID = '01923456-789a-7bcd-8def-000000000001';
const ROOT_ID = '01923456-789a-7bcd-8def-000000000002';
const PARENT_ID = '01923456-789a-7bcd-8def-000000000003';
const RETRY_ID = '01923456-789a-7bcd-8def-000000000004';

const fromBaggage = (members: Record<string, string>) => RunContext.fromBaggage(Object.entries(members));

const FULL = {
  'botanu.run_id': RUN_ID,
  'botanu.root_run_id': ROOT_ID,
  'botanu.parent_run_id': PARENT_ID,
  'botanu.retry_of_run_id': RETRY_ID,
  'botanu.event_id': 'ticket-1',
  'botanu.use_case': 'Customer Support',
  'botanu.workflow': 'Agent.handle',
  'botanu.customer_id': 'customer-1',
  'botanu.tenant_id': 'tenant-1',
  'botanu.environment': 'staging',
  'botanu.attempt': '3',
  'botanu.deadline': '1700000000000',
  'botanu.cancelled': 'true',
};

describe('toBaggage', () => {
  const run = fromBaggage(FULL)!;
  const root = RunContext.create({ useCase: 'u', workflow: 'w' });

  afterEach(restoreSettings);

  it('carries the identity in lean mode', () => {
    expect(run.toBaggage('lean')).toEqual({
      'botanu.run_id': RUN_ID,
      'botanu.root_run_id': ROOT_ID,
      'botanu.use_case': 'Customer Support',
      'botanu.workflow': 'Agent.handle',
    });
  });

  it('carries everything in full mode, ids first', () => {
    expect(Object.entries(run.toBaggage('full'))).toEqual(Object.entries(FULL));
  });

  it('leaves out the root where the run is it', () => {
    expect(root.toBaggage('lean')).toEqual({
      'botanu.run_id': root.runId,
      'botanu.use_case': 'u',
      'botanu.workflow': 'w',
    });
  });

  it('leaves out of the full mode what there is not, and a first attempt', () => {
    expect(root.toBaggage('full')).toEqual({
      'botanu.run_id': root.runId,
      'botanu.use_case': 'u',
      'botanu.workflow': 'w',
      'botanu.environment': 'production',
    });
  });

  it('is lean unless it is configured otherwise', () => {
    expect(run.toBaggage()).toEqual(run.toBaggage('lean'));
    changeSettings({ propagationMode: 'full' });
    expect(run.toBaggage()).toEqual(run.toBaggage('full'));
  });

  it('tells a cancellation that came after the start', () => {
    const later = RunContext.create({ useCase: 'u' });
    expect(later.toBaggage('full')).not.toHaveProperty('botanu.cancelled');
    later.requestCancellation();
    expect(later.toBaggage('full')['botanu.cancelled']).toBe('true');
  });
});

describe('fromBaggage', () => {
  it('takes what toBaggage gives', () => {
    const run = RunContext.create({ useCase: 'Customer Support', eventId: 'ticket-1' });
    expect(RunContext.fromBaggage(run.toBaggage('full'))).toMatchObject({
      runId: run.runId,
      useCase: 'Customer Support',
      eventId: 'ticket-1',
    });
  });

  it('understands what toBaggage carries', () => {
    const run = fromBaggage(FULL)!;
    expect(run).toMatchObject({
      runId: RUN_ID,
      rootRunId: ROOT_ID,
      parentRunId: PARENT_ID,
      retryOfRunId: RETRY_ID,
      eventId: 'ticket-1',
      useCase: 'Customer Support',
      workflow: 'Agent.handle',
      customerId: 'customer-1',
      tenantId: 'tenant-1',
      environment: 'staging',
      attempt: 3,
      deadline: new Date(1_700_000_000_000),
    });
    expect(run.isCancelled()).toBe(true);
    expect(run.isPastDeadline()).toBe(true);
  });

  it('needs no more than a run id, and ignores what is not of the run', () => {
    const run = fromBaggage({ 'botanu.run_id': RUN_ID, 'botanu.team': 'x', 'other.key': 'y' })!;
    expect(run).toMatchObject({ runId: RUN_ID, rootRunId: RUN_ID, attempt: 1, useCase: '' });
    expect(run.toBaggage('lean')).toEqual({ 'botanu.run_id': RUN_ID });
  });

  it('gives undefined where there is no run id', () => {
    expect(fromBaggage({})).toBeUndefined();
    expect(fromBaggage({ 'botanu.use_case': 'u', 'botanu.root_run_id': ROOT_ID })).toBeUndefined();
  });

  it.each(['', 'run-1', `${RUN_ID}0`, `${RUN_ID}\n`, "'; DROP TABLE runs"])(
    'gives undefined, with one warning, for the run id %p',
    async (id) => {
      const warnings = await warningsOf(() => {
        expect(fromBaggage({ 'botanu.run_id': id })).toBeUndefined();
        expect(fromBaggage({ 'botanu.run_id': id })).toBeUndefined();
      });
      expect(warnings).toEqual([expect.stringContaining('Incoming baggage botanu.run_id=')]);
    },
  );

  const long = 'x'.repeat(257);
  it.each([
    ['botanu.root_run_id', 'root', { rootRunId: RUN_ID }],
    ['botanu.parent_run_id', 'not-a-uuid', { parentRunId: undefined }],
    ['botanu.retry_of_run_id', '42', { retryOfRunId: undefined }],
    ['botanu.use_case', long, { useCase: '' }],
    ['botanu.workflow', long, { workflow: undefined }],
    ['botanu.event_id', long, { eventId: undefined }],
    ['botanu.customer_id', '', { customerId: undefined }],
    ['botanu.tenant_id', long, { tenantId: undefined }],
    ['botanu.environment', long, { environment: 'production' }],
    ['botanu.attempt', '0', { attempt: 1 }],
    ['botanu.attempt', '-2', { attempt: 1 }],
    ['botanu.attempt', '1.5', { attempt: 1 }],
    ['botanu.attempt', 'two', { attempt: 1 }],
    ['botanu.attempt', '9'.repeat(30), { attempt: 1 }],
    ['botanu.deadline', 'tomorrow', { deadline: undefined }],
    ['botanu.deadline', '1e400', { deadline: undefined }],
  ])('leaves out %s=%p with one warning, and keeps the rest', async (key, value, expected) => {
    const warnings = await warningsOf(() => {
      const members = { 'botanu.run_id': RUN_ID, 'botanu.use_case': 'kept', [key]: value };
      const run = fromBaggage(members)!;
      fromBaggage(members);
      expect(run).toMatchObject({ runId: RUN_ID, ...expected });
      if (key !== 'botanu.use_case') expect(run.useCase).toBe('kept');
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${key}=`);
    expect(warnings[0]).toContain('left out');
    expect(warnings[0]!.length).toBeLessThan(300);
  });

  it('takes a text of 256 characters', () => {
    expect(
      fromBaggage({ 'botanu.run_id': RUN_ID, 'botanu.use_case': 'x'.repeat(256) })?.useCase,
    ).toHaveLength(256);
  });

  it.each(['false', '1', 'TRUE', ''])('does not take botanu.cancelled=%p for a cancellation', (value) => {
    expect(fromBaggage({ 'botanu.run_id': RUN_ID, 'botanu.cancelled': value })!.isCancelled()).toBe(false);
  });
});
