import { Command } from 'commander';
import { printableLines } from '../shared/printable-text';
import { VERSION } from '../shared/version';
import { pricesCommand } from './prices-command';
import { doctorCommand } from './doctor-command';
import { importCommand } from './import-command';
import { outcomeCommand } from './outcome-command';
import { reportCommand } from './report-command';
import { runsCommand } from './runs-command';
import { showCommand } from './show-command';

/** The command `botanu`, which throws instead of leaving the process. */
export const botanuProgram = (write: (text: string) => void, width: number | undefined): Command => {
  const program = new Command('botanu')
    .description(
      'How much did this outcome cost? Answers from the ledger that botanu writes beside an application.',
    )
    .version(VERSION)
    // What was typed is part of the message.
    .configureOutput({ outputError: (text, writeError) => writeError(printableLines(text)) })
    .showHelpAfterError('Run with --help to see what is understood.')
    .exitOverride();
  return program
    .addCommand(reportCommand(write, width).copyInheritedSettings(program))
    .addCommand(runsCommand(write, width).copyInheritedSettings(program))
    .addCommand(showCommand(write, width).copyInheritedSettings(program))
    .addCommand(outcomeCommand(write).copyInheritedSettings(program))
    .addCommand(pricesCommand(write, width).copyInheritedSettings(program))
    .addCommand(importCommand(write).copyInheritedSettings(program))
    .addCommand(doctorCommand(write, width).copyInheritedSettings(program));
};
