import { databaseNames, messagingNames, s3Method, storageSystem } from '../semconv/systems';
import type { CostedKind } from './costed-kind';
import { isPattern, pattern } from './pattern';
import { canonicalProvider } from './price-provider';
import type { Selectors } from './rate-card';
import { serviceTier } from './service-tier';

/** Whether a selector of a rule is for something that has these names; one that is not there is for everything. */
export function isFor(
  kind: CostedKind,
  key: string,
  selector: string | undefined,
  names: readonly (string | null | undefined)[],
): boolean {
  if (selector === undefined) return true;
  const given = names.filter((name) => name !== null && name !== undefined);
  const canonical = given.map((name) => canonicalName(kind, key, name));
  return isPattern(selector)
    ? [...given, ...canonical].some(pattern(selector))
    : canonical.includes(canonicalName(kind, key, selector));
}

/** The same for all rules that are for the same, whichever spellings they use. */
export const selectorKey = (kind: CostedKind, selectors: Selectors): string =>
  JSON.stringify([
    kind,
    ...Object.keys(selectors)
      .sort()
      .map((key) => {
        const text = selectors[key];
        return text === undefined ? null : canonicalName(kind, key, text);
      }),
  ]);

/** The one spelling that spans and rules are compared in. A pattern is itself, in lower case. */
function canonicalName(kind: CostedKind, key: string, text: string): string {
  const name = text.trim();
  return (isPattern(name) ? name : spelling(kind, key, name)).toLowerCase();
}

function spelling(kind: CostedKind, key: string, name: string): string {
  switch (key) {
    case 'provider':
      return canonicalProvider(name);
    case 'service_tier':
      return serviceTier(name);
    case 'system':
      return systemName(kind, name);
    case 'operation':
      // AWS's own instrumentation names S3's operations by the method that is called.
      return kind === 'storage' ? s3Method(name.toUpperCase()) : name;
    default:
      return name;
  }
}

function systemName(kind: CostedKind, name: string): string {
  if (kind === 'database') return databaseNames(name).vendor;
  if (kind === 'storage') return storageSystem(name);
  return kind === 'messaging' ? messagingNames(name).vendor : name;
}
