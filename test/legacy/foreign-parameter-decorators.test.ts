import 'reflect-metadata';
import { InjectTracker, TrackLlm, type LLMTracker } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const Param =
  (name: string): ParameterDecorator =>
  (target, key, index) => {
    const params = (Reflect.getOwnMetadata('params', target, key!) as string[] | undefined) ?? [];
    params[index] = name;
    Reflect.defineMetadata('params', params, target, key!);
  };

class Request {
  text = 'hello';
}

class Controller {
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  async answer(
    @Param('body') request: Request,
    @InjectTracker() tracker?: LLMTracker,
    @Param('user') user?: string,
  ): Promise<string> {
    tracker?.setTokens({ inputTokens: request.text.length });
    return `${user ?? 'nobody'}: ${request.text}`;
  }
}

it('stand side by side with ours, and design types are kept', async () => {
  expect(Reflect.getMetadata('params', Controller.prototype, 'answer')).toEqual(['body', undefined, 'user']);
  expect(Reflect.getMetadata('design:paramtypes', Controller.prototype, 'answer')[0]).toBe(Request);
  expect(Reflect.getMetadata('design:returntype', Controller.prototype, 'answer')).toBe(Promise);
  expect(await new Controller().answer(new Request(), undefined, 'ada')).toBe('ada: hello');
  expect(telemetry.spans()[0]!.attributes['gen_ai.usage.input_tokens']).toBe(5);
});
