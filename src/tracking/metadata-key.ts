/** Namespaces of botanu and of OpenTelemetry's conventions, in which a user's key is taken as it is. */
const NAMESPACES = new Set(
  'botanu gen_ai openai aws azure gcp db messaging rpc http url server client network error exception code user enduser session service deployment cloud k8s container host process faas feature_flag mcp'.split(
    ' ',
  ),
);

/** The attribute key for a user's own key: its own if it is in a convention's namespace, else with the prefix. */
export function metadataKey(prefix: string, key: string): string {
  const dot = key.indexOf('.');
  return dot > 0 && NAMESPACES.has(key.slice(0, dot)) ? key : prefix + key;
}
