import { Command } from 'commander';
import { join, resolve } from 'node:path';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { fitted } from '../report/display-width';
import { wrapped } from '../report/render-notes';
import { BotanuError } from '../shared/botanu-error';
import type { Finding } from './doctor/finding';
import { missing } from './doctor/finding';
import { namesIn, nodeFinding, packageFindings, resolvedFrom } from './doctor/installed-packages';
import { endpointFinding, ledgerFinding, spoolFinding } from './doctor/places';
import { rateCardFinding } from './doctor/rate-card';
import { hooksFinding, samplerFinding, type Trial, trialFindings, tryBotanu } from './doctor/trial-process';
import { typeScriptFinding } from './doctor/typescript-settings';
import { variableFindings } from './doctor/variables';
import { DEFAULT_WIDTH, type PageOptions } from './ledger-options';
import { jsonText } from './output-options';

export interface DoctorOptions extends PageOptions {
  /**
   * The application's folder.
   * @default the working directory
   */
  readonly folder?: string | undefined;
}

export interface Diagnosis {
  readonly text: string;
  /** How many things do not work until they are mended. */
  readonly missing: number;
}

/** What can be found of an application's setup, with the line that mends what is missing. Changes nothing. */
export async function runDoctor(options: DoctorOptions = {}): Promise<Diagnosis> {
  const { folder = process.cwd(), json = false, width = DEFAULT_WIDTH } = options;
  const entry = resolvedFrom(folder, 'botanu');
  const trial = entry === undefined ? undefined : await tryBotanu(folder, entry, process.env);
  const findings = await allFindings(resolve(folder), trial);
  const count = findings.filter(({ state }) => state === 'missing').length;
  const config = trial?.config ?? null;
  return {
    text: json
      ? jsonText({ format: 'botanu.doctor/1', folder: resolve(folder), missing: count, findings, config })
      : rendered(resolve(folder), findings, config, width),
    missing: count,
  };
}

async function allFindings(folder: string, trial: Trial | undefined): Promise<Finding[]> {
  const config = trial?.config;
  const endpoint = config?.otlpEndpoint as string | undefined;
  const ledger = config?.ledger as { directory: string } | false | undefined;
  const spool = config?.spool as { directory: string } | false | undefined;
  return [
    nodeFinding(),
    ...packageFindings(folder, endpoint !== undefined),
    typeScriptFinding(folder),
    ...variableFindings(process.env),
    ...(trial === undefined
      ? [missing('start', 'not tried: botanu is not installed here', 'npm install botanu')]
      : trialFindings(trial, process.env)),
    samplerFinding(process.env),
    hooksFinding(config, instrumentationsIn(folder)),
    await endpointFinding(endpoint, process.env),
    ledgerFinding(ledger === false ? undefined : (ledger?.directory ?? join(folder, LEDGER_DIRECTORY))),
    rateCardFinding(folder),
    spoolFinding(spool === false ? undefined : (spool?.directory ?? join(folder, LEDGER_DIRECTORY, 'spool'))),
  ];
}

const instrumentationsIn = (folder: string): string[] =>
  namesIn(join(folder, 'node_modules', '@opentelemetry'))
    .filter((name) => /^(auto-)?instrumentations?-/.test(name))
    .map((name) => `@opentelemetry/${name}`);

const SIGN = { ok: '✓', note: '·', missing: '✗' } as const;

function rendered(
  folder: string,
  findings: readonly Finding[],
  config: Trial['config'] | null,
  width: number,
): string {
  const indent = Math.max(...findings.map(({ what }) => what.length)) + 4;
  const blank = ' '.repeat(indent);
  const lines = findings.flatMap(({ what, state, text, mend }) => [
    ...wrapped(text, width - indent).map(
      (line, index) => (index === 0 ? `${SIGN[state]} ${what}`.padEnd(indent) : blank) + line,
    ),
    ...(mend === undefined ? [] : wrapped(`→ ${mend}`, width - indent).map((line) => blank + line)),
  ]);
  const settings = Object.entries(config ?? {}).map(([name, value]) =>
    fitted(`  ${name}: ${JSON.stringify(value)}`, width),
  );
  const sections = [
    `botanu doctor in ${folder}`,
    lines.join('\n'),
    ...(settings.length === 0
      ? []
      : [
          [
            'As environment and botanu.yaml configure it; what code passes to initBotanu() is not seen here:',
            ...settings,
          ].join('\n'),
        ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** `botanu doctor`. */
export const doctorCommand = (write: (text: string) => void, width: number | undefined): Command =>
  new Command('doctor')
    .summary('what keeps botanu from working here, and the line that mends it')
    .description(
      "Run it in an application's folder. It looks at versions, packages, decorator settings and variables, starts " +
        'botanu in a process of its own to see what OpenTelemetry has, and tries the endpoint, the ledger and the ' +
        'spool. It changes nothing, and sends nothing.',
    )
    .option('--json', 'print everything as JSON')
    .addHelpText('after', DOCTOR_HELP)
    .action(async ({ json }: { json?: boolean }) => {
      const diagnosis = await runDoctor({ json, width });
      write(diagnosis.text);
      if (diagnosis.missing === 0) return;
      const things = diagnosis.missing === 1 ? 'One thing needs' : `${diagnosis.missing} things need`;
      throw new BotanuError('COMMAND_INVALID', `${things} mending; → says how.`);
    });

const DOCTOR_HELP = `
✓ is as it should be, · is worth knowing, ✗ does not work until it is mended.
Exits with 1 if something needs mending.

Examples:
  $ npx botanu doctor
  $ BOTANU_COLLECTOR_ENDPOINT=http://localhost:4318 npx botanu doctor
`;
