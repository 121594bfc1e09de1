import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MISNAMED_FILE, NOT_READ, RATE_CARD_FILE } from '../../pricing/price-book';
import { readRateCard } from '../../pricing/read-rate-card';
import { type Finding, missing, note, ok, problemOf } from './finding';

/** Whether the commands can read the folder's rate card. */
export function rateCardFinding(folder: string): Finding {
  const what = 'rate card';
  const path = join(folder, RATE_CARD_FILE);
  if (!existsSync(path))
    return existsSync(join(folder, MISNAMED_FILE))
      ? missing(what, NOT_READ, `mv ${MISNAMED_FILE} ${RATE_CARD_FILE}`)
      : note(what, `none: model calls have public prices, and nothing else has one`);
  try {
    const { models, operations, currency } = readRateCard(path);
    const rules = models.length + operations.length;
    return ok(what, `${RATE_CARD_FILE}: ${rules} ${rules === 1 ? 'rule' : 'rules'}, amounts in ${currency}`);
  } catch (error) {
    return missing(
      what,
      problemOf(error),
      `Correct that line: \`botanu prices --schema\` says what may stand there.`,
    );
  }
}
