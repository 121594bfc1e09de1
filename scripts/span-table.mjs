export const byStart = (a, b) => Number(a.start - b.start);

/** Spans, runs and links by short names, in the order in which they began. */
export function spanTable(spans) {
  const byId = new Map(spans.map((span) => [span.id, span]));
  // Of two that began in the same millisecond the outer one is first.
  const depth = ({ parent }) => (byId.has(parent) ? 1 + depth(byId.get(parent)) : 0);
  const inOrder = [...spans].sort((a, b) => byStart(a, b) || depth(a) - depth(b));
  const numbers = new Map(inOrder.map(({ id }, i) => [id, String(i + 1)]));
  const runs = new Map();
  const runName = (id) => {
    if (id === undefined) return '';
    if (!runs.has(id)) runs.set(id, `run ${runs.size + 1}`);
    return runs.get(id);
  };
  const rows = inOrder.map((span) => [
    numbers.get(span.id),
    span.service,
    span.name,
    span.text ?? '',
    span.kind,
    runName(span.run),
    numbers.get(span.parent) ?? (span.parent === undefined ? '' : 'lost'),
    span.links.map((id) => numbers.get(id)).join(', '),
    span.failed ? 'error' : '',
  ]);
  const header = ['#', 'process', 'span', 'message', 'kind', 'run', 'parent', 'links', 'status'];
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
