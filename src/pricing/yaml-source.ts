import type * as Yaml from 'yaml';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { BotanuError } from '../shared/botanu-error';

/** A YAML file, whose problems are told with the line that they stand in. */
export class YamlSource {
  readonly file: string;
  readonly root: Node | null;
  private readonly yaml: typeof Yaml;
  private readonly lines: LineCounter;
  private readonly document: Document.Parsed;

  constructor(text: string, file: string) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only where there is a file
    this.yaml = require('yaml') as typeof Yaml;
    this.file = file;
    this.lines = new this.yaml.LineCounter();
    this.document = this.yaml.parseDocument(text, {
      lineCounter: this.lines,
      prettyErrors: false,
      logLevel: 'error',
    });
    const [error] = this.document.errors;
    if (error) throw this.problem(error.pos[0], `is not valid YAML: ${error.message}`);
    this.root = this.document.contents;
  }

  /** The entries of a mapping; undefined where the node is something else. */
  entries(node: Node | null): Pair<Node, Node | null>[] | undefined {
    const meant = this.meant(node);
    return this.yaml.isMap<Node, Node | null>(meant) ? meant.items : undefined;
  }

  /** The items of a list; undefined where the node is something else. */
  items(node: Node | null): (Node | null)[] | undefined {
    const meant = this.meant(node);
    return this.yaml.isSeq<Node | null>(meant) ? meant.items : undefined;
  }

  /** What stands there: a text, number, flag or null; undefined for a list or a mapping. */
  scalar(node: Node | null): unknown {
    if (node === null) return null;
    const meant = this.meant(node);
    return this.yaml.isScalar(meant) ? meant.value : undefined;
  }

  /** What an alias stands for; any other node is itself. */
  private meant(node: Node | null): unknown {
    if (!this.yaml.isAlias(node)) return node;
    const meant = node.resolve(this.document);
    if (meant === undefined)
      throw this.invalid(node, `there is no anchor &${node.source} before *${node.source}.`);
    return meant;
  }

  lineOf(node: Node): number {
    return this.lineAt(startOf(node));
  }

  /** An error that names file and line, and says what is wrong and what to write. */
  invalid(node: Node, problem: string): BotanuError {
    return this.problem(startOf(node), problem);
  }

  private lineAt(offset: number): number {
    return Math.max(1, this.lines.linePos(offset).line);
  }

  private problem(offset: number, text: string): BotanuError {
    return new BotanuError('CONFIGURATION_INVALID', `${this.file}:${this.lineAt(offset)}: ${text}`);
  }
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;
