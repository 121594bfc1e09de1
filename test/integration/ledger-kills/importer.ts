import { importFile } from '../../../src/ledger/import-file';

/** Imports a file, unless it is killed before. */
const [directory, file] = process.argv.slice(2) as [string, string];
process.stdout.write('started\n');
void importFile(file, directory);
