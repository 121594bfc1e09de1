import type { AttributeValue } from '@opentelemetry/api';
import { sharedState } from './shared-state';

/** Changes a value before it is recorded; undefined leaves the attribute out. */
export type Redact = (key: string, value: AttributeValue) => AttributeValue | undefined;

/** Which of a run's values travel in baggage. */
export type PropagationMode = 'lean' | 'full';

/** Which names of the GenAI conventions are written. */
export type SemconvVersion = 'compat' | 'latest';

/** What the recording side needs to know of the configuration. `initBotanu` sets it; without it these defaults hold. */
export interface RecordingSettings {
  environment: string;
  propagationMode: PropagationMode;
  semconv: SemconvVersion;
  metrics: boolean;
  maxOperationSeconds: number;
  redact: Redact | undefined;
}

const env = (name: string): string | undefined =>
  typeof process === 'undefined' ? undefined : process.env[name] || undefined;

/** Defaults for applications with an OpenTelemetry SDK of their own, which never call `initBotanu`. */
export function defaultRecordingSettings(): RecordingSettings {
  return {
    environment: env('BOTANU_ENVIRONMENT') ?? env('OTEL_DEPLOYMENT_ENVIRONMENT') ?? 'production',
    propagationMode: env('BOTANU_PROPAGATION_MODE') === 'full' ? 'full' : 'lean',
    semconv: (env('OTEL_SEMCONV_STABILITY_OPT_IN') ?? '')
      .split(',')
      .some((v) => v.trim() === 'gen_ai_latest_experimental')
      ? 'latest'
      : 'compat',
    metrics: true,
    maxOperationSeconds: 600,
    redact: undefined,
  };
}

export const recordingSettings: RecordingSettings = sharedState('settings', defaultRecordingSettings);
