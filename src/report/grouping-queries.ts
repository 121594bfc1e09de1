import { columnsOf } from '../ledger/columns-of';
import type { LedgerEngine } from '../ledger/engine';
import { columnOf, type Dimension, isOfOperations, outsideColumn } from './dimensions';
import {
  hasOperationFilter,
  operationCondition,
  outsideCondition,
  runCondition,
  type Selection,
} from './question';
import { SUMS, SUMS_OF_SUMS } from './spend';

/** The questions that one grouping asks. The columns of the groups come under the names that tables give them. */
export class GroupingQueries {
  readonly columns: readonly string[];
  /** A part of a run's operations cannot be set against what the whole run was worth. */
  readonly hasValues: boolean;
  private readonly runDimensions: readonly Dimension[];
  private readonly runColumns: readonly string[];
  private readonly classColumns: readonly string[];
  /** No dimension is of operations. */
  private readonly isOfRuns: boolean;
  private readonly condition: string;
  private readonly runs: string;

  constructor(
    by: readonly Dimension[],
    private readonly selection: Selection,
  ) {
    this.columns = by.map(columnOf);
    this.runDimensions = by.filter((dimension) => !isOfOperations(dimension));
    this.runColumns = this.runDimensions.map(columnOf);
    this.classColumns = by.filter(isOfOperations).map(columnOf);
    this.isOfRuns = this.classColumns.length === 0;
    this.condition = operationCondition(selection);
    this.runs = runCondition(selection);
    this.hasValues = this.isOfRuns && !hasOperationFilter(selection);
  }

  /** Operations of runs by group, kind and reason of waste, each in one group. */
  own(): string {
    return `
      WITH counted AS (
        SELECT ${list(named('runs', this.runColumns))} ${SPEND_COLUMNS}
        FROM spend JOIN runs ON runs.run_no = spend.run_no
        WHERE ${this.runs} AND ${this.condition}
      ),
      ${this.summed('kind', 'waste')}`;
  }

  /** The same of operations outside of any run: they are groups of their own, '' in place of a run's property. */
  outside(): string {
    const columns = this.runDimensions.map(
      (dimension) => `${outsideColumn(dimension) ?? "''"} AS ${columnOf(dimension)}`,
    );
    return `
      WITH counted AS (
        SELECT ${list(columns)} ${SPEND_COLUMNS} FROM spend WHERE ${outsideCondition(this.selection)}
      ),
      ${this.summed('kind', 'waste')}`;
  }

  /** Operations of the group's runs and of those below them, by group and kind, each once in a group. */
  inclusive(): string {
    const runs = list(named('runs', this.runColumns));
    const [members, counted] = this.isOfRuns
      ? [
          `SELECT DISTINCT ${runs} subtrees.run_no AS run_no
           FROM subtrees JOIN runs ON runs.run_no = subtrees.top_no`,
          `FROM spend JOIN members ON members.run_no = spend.run_no`,
        ]
      : [
          `SELECT DISTINCT ${runs} spent.group_no AS group_no, subtrees.run_no AS run_no
           FROM subtrees JOIN runs ON runs.run_no = subtrees.top_no JOIN spent ON spent.run_no = runs.run_no`,
          `FROM spend JOIN class_groups ON class_groups.class_no = spend.class_no
           JOIN members ON members.run_no = spend.run_no AND members.group_no = class_groups.group_no`,
        ];
    return `
      WITH ${this.isOfRuns ? '' : `${this.spent()},`}
      members AS (${members} WHERE ${this.runs}),
      counted AS (
        SELECT ${list(named('members', this.runColumns))} ${SPEND_COLUMNS} ${counted} WHERE ${this.condition}
      ),
      ${this.summed('kind')}`;
  }

  /** How many runs a group has, how many of them succeeded, and what one of them cost with all below it. */
  figures(engine: LedgerEngine): string {
    if (this.hasValues) {
      return `
        SELECT ${list(named('runs', this.runColumns))} ${figuresOf('runs.inclusive_cost', engine)}
        FROM runs WHERE ${this.runs} ${groupedBy(of('runs', this.runColumns))}`;
    }
    const groups = this.isOfRuns ? [] : ['group_no'];
    return `
      WITH ${this.spent()},
      whole AS (
        SELECT subtrees.top_no AS top_no, ${list(named('spent', groups))} sum(spent.cost) AS whole_cost
        FROM subtrees JOIN spent ON spent.run_no = subtrees.run_no
        GROUP BY ${['subtrees.top_no', ...of('spent', groups)].join(', ')}
      ),
      figures AS (
        SELECT ${list(named('runs', this.runColumns), named('spent', groups))} ${figuresOf('coalesce(whole.whole_cost, 0)', engine)}
        FROM runs
        JOIN spent ON spent.run_no = runs.run_no
        LEFT JOIN whole ON whole.top_no = runs.run_no ${this.isOfRuns ? '' : 'AND whole.group_no = spent.group_no'}
        WHERE ${this.runs}
        ${groupedBy([...of('runs', this.runColumns), ...of('spent', groups)])}
      )
      ${
        this.isOfRuns
          ? 'SELECT * FROM figures'
          : `SELECT ${columnsOf('figures', ...this.runColumns, ...FIGURES)}, ${columnsOf('spend_classes', ...this.classColumns)}
             FROM figures JOIN spend_classes ON spend_classes.class_no = figures.group_no`
      }`;
  }

  /** What runs were worth, by group and value type. */
  values(): string {
    return `
      SELECT ${list(named('runs', this.columns))} run_values.value_type AS value_type, sum(run_values.amount) AS amount
      FROM runs JOIN run_values ON run_values.run_no = runs.run_no
      WHERE ${this.runs}
      ${groupedBy([...of('runs', this.columns), 'run_values.value_type'])}`;
  }

  /**
   * What each run spent itself, by the group's part of operations. Such a part goes by the number of one of its classes:
   * names are long to compare.
   */
  private spent(): string {
    if (this.isOfRuns) {
      return `spent AS (
        SELECT spend.run_no AS run_no, sum(spend.spent_cost) AS cost FROM spend
        WHERE spend.run_no IS NOT NULL AND ${this.condition}
        GROUP BY spend.run_no
      )`;
    }
    return `class_groups AS (
        SELECT class_no, min(class_no) OVER (PARTITION BY ${this.classColumns.join(', ')}) AS group_no FROM spend_classes
      ),
      spent AS (
        SELECT spend.run_no AS run_no, class_groups.group_no AS group_no, sum(spend.spent_cost) AS cost
        FROM spend JOIN class_groups ON class_groups.class_no = spend.class_no
        WHERE spend.run_no IS NOT NULL AND ${this.condition}
        GROUP BY spend.run_no, class_groups.group_no
      )`;
  }

  /** Of `counted`, added up by its numbered classes first, of which there are few. */
  private summed(...parts: readonly string[]): string {
    const columns = [...this.classColumns, ...parts];
    return `by_class AS (
        SELECT ${list(this.runColumns)} class_no, ${SUMS}
        FROM counted ${groupedBy([...this.runColumns, 'class_no'])}
      )
      SELECT ${list(this.runColumns, named('spend_classes', columns))} ${SUMS_OF_SUMS}
      FROM by_class JOIN spend_classes ON spend_classes.class_no = by_class.class_no
      ${groupedBy([...this.runColumns, ...of('spend_classes', columns)])}`;
  }
}

const figuresOf = (amount: string, engine: LedgerEngine): string =>
  `count(*) AS runs, coalesce(sum(runs.is_success), 0) AS successes, avg(${amount}) AS mean_cost,
    ${engine.quantile(amount, 0.5)} AS p50_cost, ${engine.quantile(amount, 0.95)} AS p95_cost`;

const FIGURES = ['runs', 'successes', 'mean_cost', 'p50_cost', 'p95_cost'];

/** Of an operation in `spend`, what figures are made of. */
export const SPEND_COLUMNS = columnsOf(
  'spend',
  'class_no',
  'operation_count',
  'priced_count',
  'spent_cost',
  'spent_input',
  'spent_output',
);

const of = (table: string, columns: readonly string[]): string[] =>
  columns.map((column) => `${table}.${column}`);

/** The same, as they are selected. */
const named = (table: string, columns: readonly string[]): string[] =>
  columns.map((column) => columnsOf(table, column));

/** Columns before others. */
const list = (...columns: readonly (readonly string[])[]): string =>
  columns
    .flat()
    .map((column) => `${column}, `)
    .join('');

const groupedBy = (columns: readonly string[]): string =>
  columns.length === 0 ? '' : `GROUP BY ${columns.join(', ')}`;
