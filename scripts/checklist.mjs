/** Named checks, one line each. What went wrong stands under its line, and in the exit code. */
export class Checklist {
  failed = 0;

  /** Runs one check; undefined if it failed, and those that follow go on. */
  async check(name, body) {
    const startedMs = performance.now();
    try {
      const result = await body();
      console.log(`ok      ${name} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
      return result;
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED  ${name}\n${indented(error instanceof Error ? error.message : String(error))}`);
      return undefined;
    }
  }

  /** For what everything after it stands on. */
  async require(name, body) {
    const failedBefore = this.failed;
    const result = await this.check(name, body);
    if (this.failed > failedBefore) this.end();
    return result;
  }

  end() {
    process.exit(this.failed > 0 ? 1 : 0);
  }
}

const indented = (text) => text.replace(/^/gm, '        ');
