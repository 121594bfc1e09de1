import {
  BotanuUseCase,
  currentTracker,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { answer, REQUEST, RUN, runSteps, streamedAnswer, type Subject } from './workload';

/** With botanu's decorators, as an application has them. */
export class Decorated implements Subject {
  @BotanuUseCase(RUN.useCase, { eventId: RUN.eventId, customerId: RUN.customerId })
  async run(): Promise<void> {
    await runSteps({
      llm: () => this.llmCall(),
      db: () => this.find(),
      tool: () => this.lookUp(),
      storage: () => this.save(),
      messaging: () => this.publish(),
    });
  }

  @TrackLlm({ provider: REQUEST.provider, model: REQUEST.model })
  async llmCall(tracker = currentTracker('llm')): Promise<unknown> {
    tracker.setRequestParams({ temperature: REQUEST.temperature, maxTokens: REQUEST.maxTokens });
    const response = await answer();
    tracker
      .setRequestId(response.id)
      .setResponseModel(response.model)
      .setFinishReason(response.finishReason)
      .setTokens({ inputTokens: response.inputTokens, outputTokens: response.outputTokens });
    return response;
  }

  @TrackLlm({ provider: REQUEST.provider, model: REQUEST.model })
  streamedCall() {
    return streamedAnswer();
  }

  @TrackDb({ system: 'postgresql', operation: 'SELECT', database: 'support', table: 'tickets' })
  async find(tracker = currentTracker('db')): Promise<unknown> {
    const rows = await answer();
    tracker.setResult({ rowsReturned: 3 });
    return rows;
  }

  @TrackTool('lookup', { toolCallId: 'call_1' })
  async lookUp(tracker = currentTracker('tool')): Promise<unknown> {
    const items = await answer();
    tracker.setResult({ itemsReturned: 2 });
    return items;
  }

  @TrackStorage({ system: 's3', operation: 'PUT', bucket: 'tickets' })
  async save(tracker = currentTracker('storage')): Promise<unknown> {
    const stored = await answer();
    tracker.setResult({ bytesWritten: 4096 });
    return stored;
  }

  @TrackMessaging({ system: 'kafka', operation: 'publish', destination: 'replies' })
  async publish(tracker = currentTracker('messaging')): Promise<unknown> {
    const sent = await answer();
    tracker.setResult({ messageCount: 1 });
    return sent;
  }
}
