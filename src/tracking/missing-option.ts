import { warnOnce } from '../shared/diagnostics';
import type { Site } from './site';

/** An option that no type can ask for, because the class may supply it: reported once, when a call lacks it. */
export function reportMissing({ where }: Site, option: string): void {
  warnOnce(
    `missing:${where}:${option}`,
    () =>
      `${where} has no ${option}, so what it costs may not be known. Name it in the method's options or the class's.`,
  );
}
