import {
  defaultRecordingSettings,
  type RecordingSettings,
  recordingSettings,
} from '../../src/shared/recording-settings';

/** Settings as `initBotanu` would make them, for one test. */
export function changeSettings(changes: Partial<RecordingSettings>): void {
  Object.assign(recordingSettings, changes);
}

export function restoreSettings(): void {
  Object.assign(recordingSettings, defaultRecordingSettings());
}
