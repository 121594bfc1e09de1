import { parseAllDocuments } from 'yaml';
import { otelLayer } from '../../src/bootstrap/environment-layers';
import { pages, textOf } from './snippets';

const FENCED = /^```yaml\n(?<text>.*?)^```$/gms;

const blocks = pages().flatMap((page) =>
  [...textOf(page).matchAll(FENCED)].map(({ index, groups }) => ({
    place: `${page}:${textOf(page).slice(0, index).split('\n').length + 1}`,
    text: groups!.text!,
  })),
);

it.each(blocks)('$place is YAML', ({ text }) => {
  for (const document of parseAllDocuments(text)) {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    expect(document.toJS()).toEqual(expect.any(Object));
  }
});

const parsed = <T>(page: string): T[] =>
  blocks
    .filter(({ place }) => place.startsWith(`${page}:`))
    .map(({ text }) => parseAllDocuments(text)[0]!.toJS() as T);

type Components = Record<string, object>;

interface CollectorConfiguration {
  readonly extensions?: Components;
  readonly receivers: Components;
  readonly processors: Components;
  readonly exporters: Components;
  readonly service: {
    readonly extensions?: string[];
    readonly pipelines: Record<string, Record<'receivers' | 'processors' | 'exporters', string[]>>;
  };
}

describe('a configuration of the collector', () => {
  const configurations = parsed<CollectorConfiguration>('docs/integration/collector.md');

  it.each(configurations)('uses what it defines, and defines what it uses', (configuration) => {
    const pipelines = Object.values(configuration.service.pipelines);
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const used = new Set(pipelines.flatMap((pipeline) => pipeline[kind]));
      expect([...used].sort()).toEqual(Object.keys(configuration[kind]).sort());
    }
    expect(configuration.service.extensions ?? []).toEqual(Object.keys(configuration.extensions ?? {}));
  });

  it.each(configurations)(
    'limits memory first, and samples nothing that is written for the report',
    (configuration) => {
      for (const { processors, exporters } of Object.values(configuration.service.pipelines)) {
        expect([processors[0], processors.at(-1)]).toEqual(['memory_limiter', 'batch']);
        if (exporters.includes('file/botanu')) expect(processors.join()).not.toContain('sampl');
      }
      expect(configuration.exporters['file/botanu']).toMatchObject({ format: 'json' });
      expect(configuration.exporters['file/botanu']).not.toHaveProperty('compression');
    },
  );

  it('keeps for the report what is known by its run, and late outcomes that are known by their event', () => {
    const filters = configurations.flatMap(({ processors }) => processors['filter/runs'] ?? []);
    expect(filters).toMatchObject([
      {
        traces: {
          span: ['attributes["botanu.run_id"] == nil and attributes["botanu.event_id"] == nil'],
        },
      },
    ]);
  });
});

interface Deployment {
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly containers: {
    readonly env: { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
    readonly volumeMounts: { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: { readonly name: string }[];
}

describe('the Deployment', () => {
  const [deployment] = parsed<Deployment>('docs/integration/kubernetes.md');
  const { selector, template } = deployment!.spec;
  const { containers, volumes } = template.spec;
  const { env, volumeMounts } = containers[0]!;

  it('selects its own pods, and mounts the volumes that it has', () => {
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
    const spool = env.find(({ name }) => name === 'BOTANU_SPOOL')!.value!;
    expect(volumeMounts.some(({ mountPath }) => spool.startsWith(`${mountPath}/`))).toBe(true);
  });

  it('refers only to variables that stand above, as Kubernetes wants it', () => {
    env.forEach(({ value = '' }, index) => {
      const above = env.slice(0, index).map(({ name }) => name);
      for (const [, name] of value.matchAll(/\$\((\w+)\)/g)) expect(above).toContain(name);
    });
  });

  it('has resource attributes and headers that are read as they are meant', () => {
    const filledIn = Object.fromEntries(
      env.map(({ name, value }) => [
        name,
        value?.replace(/\$\((\w+)\)/g, (_, other: string) => `of-${other}`),
      ]),
    );
    const layer = otelLayer(filledIn);
    expect(layer.serviceVersion?.value).toBe('of-APP_VERSION');
    expect(filledIn.OTEL_RESOURCE_ATTRIBUTES!.split(',')).toHaveLength(6);
    expect(filledIn.OTEL_RESOURCE_ATTRIBUTES).not.toContain(' ');
    expect(layer.otlpHeaders).toMatchObject({ source: 'OTEL_EXPORTER_OTLP_HEADERS' });
  });
});
