import { compareClasses, compareHandlers } from './compare-twins';
import { ONE_OF_OURS } from './our-decorators';

// Some thousand requests are answered. scripts/check-nest.mjs does the same for more orders, and for Nest 12.
jest.setTimeout(60_000);

it('a handler of Nest answers, forbids and refuses as undecorated, whatever the order of decorators', async () => {
  const { orders, differences } = await compareHandlers(['Get', 'UseGuards', 'SetMetadata'], ONE_OF_OURS);
  expect(differences).toEqual([]);
  expect(orders).toBe(7 * 24);
});

it('a class of Nest, decorated, is injected, called and brought up and down as undecorated', async () => {
  const { orders, differences } = await compareClasses(ONE_OF_OURS);
  expect(differences).toEqual([]);
  expect(orders).toBe(7 * 24);
});
