// A decorated class with a decorated static #private method, which not every compiler can put together.
import { initBotanu, shutdownBotanu, TrackTool } from 'botanu';

initBotanu({ serviceName: 'compatibility' });

@TrackTool()
class Toolbox {
  search(text: string): number {
    return Toolbox.#shout(text).length;
  }

  @TrackTool('shout')
  static #shout(text: string): string {
    return text.toUpperCase();
  }
}

async function main(): Promise<void> {
  new Toolbox().search('help');
  await shutdownBotanu();
}

void main();
