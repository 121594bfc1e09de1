import type { LanguageModel } from './language-model';

/**
 * Our own model first. No price table knows it, and the report says so: its calls are counted as unpriced, not as
 * free.
 */
const MODELS = ['nordlicht-translate-2', 'gpt-4o-mini'];

/** What a customer wrote in another language. */
export async function toEnglish(model: LanguageModel, text: string): Promise<string> {
  const { content } = await model.ask(MODELS, {
    messages: [
      { role: 'system', content: 'Translate into English. Keep names and numbers as they are.' },
      { role: 'user', content: text },
    ],
  });
  return content ?? text;
}
