import { CALLS } from './calls';
import { observeCalls } from './observe-calls';

/** Prints what comes of every call. */
async function main(): Promise<void> {
  const observed = await observeCalls(CALLS);
  // What was called off leaves connections behind.
  process.stdout.write(JSON.stringify(observed), () => process.exit());
}

void main();
