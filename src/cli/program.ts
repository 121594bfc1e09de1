import { Command } from 'commander';
import { VERSION } from '../shared/version';
import { reportCommand } from './report-command';

/** The command `botanu`, which throws instead of leaving the process. */
export const botanuProgram = (write: (text: string) => void, width: number | undefined): Command => {
  const program = new Command('botanu')
    .description(
      'How much did this outcome cost? Answers from the ledger that botanu writes beside an application.',
    )
    .version(VERSION)
    .showHelpAfterError('Run with --help to see what is understood.')
    .exitOverride();
  return program.addCommand(reportCommand(write, width).copyInheritedSettings(program));
};
