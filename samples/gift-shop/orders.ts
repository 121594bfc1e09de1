export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly item: string;
  readonly totalUsd: number;
  /** What to engrave, in the customer's own words. */
  readonly wish: string;
}

const order = (id: string, customerId: string, item: string, totalUsd: number, wish: string): Order => ({
  id,
  customerId,
  item,
  totalUsd,
  wish,
});

export const ORDERS: readonly Order[] = [
  order('G-1001', 'C-3', 'pocket knife', 49, 'something like "To Ada, who can open anything"'),
  // The first model breaks off in the middle of this one.
  order('G-1002', 'C-7', 'hip flask', 79, 'for our anniversary: "Twenty years, not a drop spilled"'),
  // The engraver jams at the first attempt.
  order('G-1003', 'C-3', 'brass compass', 59, 'please write "Home is that way"'),
  order('G-1004', 'C-9', 'silver spoon', 35, 'just "Mia, 3,410 g"'),
  order('G-1005', 'C-7', 'music box', 120, 'our song: "Moon over the bay"'),
];

export const SOLD_OUT = 'silver spoon';

/** What visitors ask before they buy. The second one leaves before the answer is complete. */
export const QUESTIONS: readonly {
  readonly visitorId: string;
  readonly text: string;
  readonly leaves: boolean;
}[] = [
  { visitorId: 'V-21', text: 'What do I give to a sailor who has everything?', leaves: false },
  { visitorId: 'V-22', text: 'And to a neighbour who waters my plants?', leaves: true },
];
