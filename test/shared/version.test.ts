import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trackToolCall } from 'botanu';
import { SCOPE_NAME, VERSION } from '../../src/shared/version';
import { startTelemetry } from '../support/telemetry';

const { name, version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
  name: string;
  version: string;
};

it("is package.json's", () => {
  expect([SCOPE_NAME, VERSION]).toEqual([name, version]);
});

it('is on every span of ours', async () => {
  const telemetry = startTelemetry();
  trackToolCall({ name: 't' }, () => 1);
  expect(telemetry.spans()[0]!.instrumentationScope).toMatchObject({ name, version });
  await telemetry.stop();
});
