/** What a run is about. */
export interface RunDetails {
  /** The business name, e.g. `Customer Support`. Use few, fixed names: reports group by it. */
  readonly useCase: string;
  /** The code that runs, e.g. `SupportAgent.handleTicket`. */
  readonly workflow?: string | undefined;
  /** Which version of that code. A use case has a hash of its function's source by default. */
  readonly workflowVersion?: string | undefined;
  /** @default `BOTANU_ENVIRONMENT`, else `OTEL_DEPLOYMENT_ENVIRONMENT`, else `botanu.yaml`'s, else `production` */
  readonly environment?: string | undefined;
  /** The customer of yours on whose account it runs, where many share the application. */
  readonly tenantId?: string | undefined;
  /** For whom it runs. */
  readonly customerId?: string | undefined;
  /** The business event behind the run, e.g. a ticket's id: what `recordOutcome` can be told instead of a run id. */
  readonly eventId?: string | undefined;
}

/** Everything of a run that can be carried to another process. */
export interface RunFields extends RunDetails {
  readonly runId: string;
  readonly rootRunId: string;
  readonly parentRunId?: string | undefined;
  readonly retryOfRunId?: string | undefined;
  readonly attempt: number;
  readonly deadline?: Date | undefined;
  readonly startTime?: Date | undefined;
}
