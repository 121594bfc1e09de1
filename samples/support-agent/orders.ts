import type { Order } from './order-store';

type State = Order['state'];

const order = (
  id: string,
  customerId: string,
  item: string,
  totalUsd: number,
  state: State,
  days?: number,
): Order => ({ id, customerId, item, totalUsd, state, deliveredDaysAgo: days ?? null });

export const ORDERS: readonly Order[] = [
  order('A-2001', 'C-11', 'walnut desk', 649, 'shipped'),
  order('A-2002', 'C-12', 'ceiling lamp', 189, 'delivered', 12),
  order('A-2003', 'C-13', 'motion sensor, set of four', 96, 'packed'),
  order('A-2004', 'C-14', 'reading chair', 420, 'delivered', 9),
  order('A-2005', 'C-15', 'desk lamp', 74, 'delivered', 41),
  order('A-2006', 'C-16', 'smart hub', 129, 'shipped'),
  order('A-2007', 'C-17', 'bookcase, oak', 310, 'packed'),
  order('A-2008', 'C-18', 'floor lamp', 158, 'delivered', 3),
  order('A-2009', 'C-19', 'door sensor', 34, 'delivered', 22),
  order('A-2010', 'C-20', 'bedside table', 119, 'shipped'),
  order('A-2011', 'C-21', 'LED strip, 5 m', 45, 'delivered', 60),
  order('A-2012', 'C-22', 'dining table, ash', 890, 'delivered', 6),
  order('A-2013', 'C-23', 'smart plug, set of two', 39, 'delivered', 17),
  order('A-2014', 'C-24', 'wardrobe', 720, 'shipped'),
  order('A-2015', 'C-25', 'pendant lamp', 210, 'delivered', 28),
  order('A-2016', 'C-26', 'window blind motor', 142, 'packed'),
];
