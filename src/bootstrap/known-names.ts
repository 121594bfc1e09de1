import { BotanuError } from '../shared/botanu-error';
import { nearestName } from '../shared/nearest-name';

/** Throws for a name that is none of `known`: most often a slip of the pen, which would change nothing. */
export function requireKnownNames(
  given: readonly string[],
  known: readonly string[],
  where: string,
  spelled: (name: string) => string = (name) => name,
): void {
  for (const name of given) {
    if (known.includes(spelled(name))) continue;
    const nearest = nearestName(spelled(name), known);
    const mend = nearest ? `Did you mean '${nearest}'?` : `There are: ${known.join(', ')}.`;
    throw new BotanuError('CONFIGURATION_INVALID', `${where}: there is no option '${name}'. ${mend}`);
  }
}
