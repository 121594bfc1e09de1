import { EXPECTED_CALLS, type ExpectedCall, expectedOf } from './expected-calls';
import type { ToldOfAnswer } from './told';
import type { Way } from './ways';

/** The table of the documentation: a row for each call of a client. */
export const CLIENT_HEADER = [
  'client',
  'calls',
  'tokens of an answer',
  'tokens when left in the middle',
  'left by `break`',
  'called off',
  '`error.type`: HTTP error, error in the middle, broken connection',
];

/** @param ranges by package, as in `package.json` */
export const clientRows = (ranges: Readonly<Record<string, string>>): string[][] =>
  Object.values<ExpectedCall>(EXPECTED_CALLS).map((call) => [
    call.packages.map((name) => `\`${name}\` ${majorOf(ranges[name] ?? '')}`).join(', '),
    call.methods.map((method) => `\`${method}\``).join(', '),
    tokensIn(call.streamed),
    tokensIn(call.begun),
    statusOf(call, 'left by break'),
    statusOf(call, 'called off'),
    errorsOf(call),
  ]);

const NAMES: Readonly<Record<string, string>> = {
  input_tokens: 'input',
  output_tokens: 'output',
  'cache_read.input_tokens': 'cached',
  'cache_creation.input_tokens': 'written to the cache',
  'reasoning.output_tokens': 'reasoning',
};

function tokensIn({ usage }: ToldOfAnswer): string {
  const names = Object.keys(usage).flatMap((key) => NAMES[key] ?? []);
  return names.length === 0 ? '-' : names.join(', ');
}

const statusOf = (call: ExpectedCall, way: Way): string => {
  const status = expectedOf(call, way)?.status;
  return status === undefined ? 'goes on' : `\`${status}\``;
};

const errorsOf = ({ refused, givenUp, hungUp }: ExpectedCall): string =>
  [refused, givenUp?.error, hungUp].map((error) => (error === undefined ? '-' : `\`${error}\``)).join(', ');

/** In versions before 1 the second number is the one that counts. */
const majorOf = (range: string): string =>
  /\d+/.exec(range)?.[0] === '0' ? /0\.\d+/.exec(range)![0] : (/\d+/.exec(range)?.[0] ?? '');
