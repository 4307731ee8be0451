import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every label there is. None of them is about a person, a card or a token. */
export const LABELS = ['service', 'route', 'method', 'status', 'job', 'code', 'outcome', 'stage'] as const;

export type Label = (typeof LABELS)[number];

/** The labels of a metric with all the values each may take, which keeps anything a caller sent out of them. */
export type LabelValues = { readonly [L in Label]?: readonly string[] };

/** One value for each label. */
export type Labelled<V extends LabelValues> = { readonly [L in keyof V]: V[L] extends readonly (infer T)[] ? T : never };

export type MetricName = `citykey_${string}`;

/** A metric by its labels. Ask once and keep what comes back: finding it costs more than using it. */
export interface Series<V extends LabelValues, Use> {
  /** A value that is not in the label's list counts as `other`. */
  for(labels: Labelled<V>): Use;
}

export interface Count {
  add(howMany?: number): void;
}

export interface Level {
  set(value: number): void;
}

export interface Distribution {
  observe(value: number): void;
}

const OTHER = 'other';

/** The one door to metrics; `GET /metrics` prints them in the Prometheus text format. */
export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  private readonly registry = new Registry();
  private readonly gathered: Gathered[] = [];

  counter<const V extends LabelValues>(name: MetricName, help: string, values: V): Series<V, Count> {
    const counter = new Counter({ name, help, labelNames: namesIn(values), registers: [this.registry] });
    return seriesOf(values, (held) => {
      const child = counter.labels(...held);
      return { add: (howMany = 1) => child.inc(howMany) };
    });
  }

  /** @param refresh runs before each reading, for a level that is looked up rather than told. */
  gauge<const V extends LabelValues>(
    name: MetricName,
    help: string,
    values: V,
    refresh?: () => void | Promise<void>,
  ): Series<V, Level> {
    const labelNames = namesIn(values);
    const gauge = new Gauge({ name, help, labelNames, registers: [this.registry], ...(refresh ? { collect: refresh } : {}) });
    return seriesOf(values, (held) => gauge.labels(...held));
  }

  /** @param buckets upper bounds, rising, in the unit that the name ends in. */
  histogram<const V extends LabelValues>(
    name: MetricName,
    help: string,
    values: V,
    buckets: readonly number[],
  ): Series<V, Distribution> {
    const labelNames = namesIn(values);
    const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] });
    return seriesOf(values, (held) => {
      const gathered = new Gathered(histogram.labels(...held));
      this.gathered.push(gathered);
      return gathered;
    });
  }

  /** Everything, with the process's own (memory, CPU, event loop lag, garbage collection). */
  async text(): Promise<string> {
    for (const gathered of this.gathered) gathered.tell();
    return `${await this.registry.metrics()}\n${await processRegistry.metrics()}`;
  }
}

const GATHERED_AT_ONCE = 256;

/** Keeps what was observed until it is looked at, or there is much of it: the library takes each by its labels, found anew. */
class Gathered implements Distribution {
  private values: number[] = [];

  constructor(private readonly told: Distribution) {}

  observe(value: number): void {
    if (this.values.push(value) >= GATHERED_AT_ONCE) this.tell();
  }

  tell(): void {
    for (const value of this.values) this.told.observe(value);
    this.values = [];
  }
}

// There is one process, however many applications a test makes in it.
const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

function namesIn(values: LabelValues): Label[] {
  return LABELS.filter((label) => values[label] !== undefined);
}

function seriesOf<V extends LabelValues, Use>(values: V, open: (held: string[]) => Use): Series<V, Use> {
  const names = namesIn(values);
  return {
    for: (labels) => {
      const given = labels as Readonly<Record<string, string>>;
      return open(names.map((name) => (values[name]?.includes(given[name] ?? '') ? given[name]! : OTHER)));
    },
  };
}
