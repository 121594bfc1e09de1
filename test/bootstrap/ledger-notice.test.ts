import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resolveConfig } from '../../src/bootstrap/resolve-config';
import { sayWhereTheLedgerIs } from '../../src/bootstrap/ledger-notice';

afterEach(() => diag.disable());

it.each([
  ['/var/lib/app/.botanu', "'npx botanu report --dir /var/lib/app/.botanu'"],
  ['/home/me/My App/.botanu', "'npx botanu report --dir '/home/me/My App/.botanu''"],
  ["/home/me/it's/.botanu", "--dir '/home/me/it'\\''s/.botanu'"],
])('names a command that can be pasted: %s', (directory, command) => {
  const said: string[] = [];
  const nothing = () => undefined;
  const logger = {
    info: (...words: unknown[]) => said.push(words.join(' ')),
    error: nothing,
    warn: nothing,
    debug: nothing,
    verbose: nothing,
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
  sayWhereTheLedgerIs(resolveConfig({ ledger: { directory } }, {}, '/nowhere').config);
  expect(said.join('\n')).toContain(command);
});
