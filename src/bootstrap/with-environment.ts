/** Runs `fn` with other environment variables, undefined for unset, and puts back those that were there. */
export function withEnvironment<T>(variables: Readonly<Record<string, string | undefined>>, fn: () => T): T {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  assign(variables);
  try {
    return fn();
  } finally {
    assign(before);
  }
}

function assign(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    // Assigning undefined would store the text 'undefined'.
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
