import type { AttributeValue } from '@opentelemetry/api';
import { warnOnce } from './diagnostics';
import { errorText } from './texts';
import { recordingSettings } from './recording-settings';

/** The value as it may be recorded, or undefined. A redactor that throws keeps the value out, and is said once. */
export function redacted(key: string, value: AttributeValue): AttributeValue | undefined {
  const { redact } = recordingSettings;
  if (redact === undefined) return value;
  try {
    return redact(key, value);
  } catch (error) {
    warnOnce(
      'redact',
      () => `The redact function threw for '${key}' (${errorText(error)}); such attributes are left out.`,
    );
    return undefined;
  }
}
