import type { Ticket } from './ticket';

const mail = (id: string, customerId: string, ...messages: string[]): Ticket => ({
  id,
  customerId,
  channel: 'mail',
  urgent: false,
  language: 'en',
  messages,
});
const urgent = (...ticket: Parameters<typeof mail>): Ticket => ({ ...mail(...ticket), urgent: true });
const chat = (...ticket: Parameters<typeof mail>): Ticket => ({ ...mail(...ticket), channel: 'chat' });
const german = (...ticket: Parameters<typeof mail>): Ticket => ({ ...mail(...ticket), language: 'de' });
const french = (...ticket: Parameters<typeof mail>): Ticket => ({ ...mail(...ticket), language: 'fr' });

/** Some customers paste everything that their device has to say. */
const DEVICE_LOG = Array.from(
  { length: 600 },
  (_, minute) =>
    `[${minute}] hub 7f3a: zigbee route lost, retry in ${(minute * 7) % 60} s, 38 devices waiting`,
).join('\n');

/** A morning at the support desk. */
// prettier-ignore
export const TICKETS: readonly Ticket[] = [
  mail('T-1001', 'C-11', 'Where is my desk? The order is A-2001.'),
  mail('T-1002', 'C-31', 'Do you deliver to Bornholm, and how long does that take?'),
  chat('T-1003', 'C-32', 'Hi! How do I pair the motion sensor?', 'It blinks now, but the app finds nothing.'),
  mail('T-1004', 'C-12', 'The ceiling lamp of order A-2002 hums again when it is dimmed. What can I do?'),
  mail('T-1005', 'C-14', 'The fabric of the reading chair (A-2004) has a tear. I would like a refund, please.'),
  urgent('T-1006', 'C-33', 'The hub is offline since the update and we cannot open the garage. What now?'),
  german('T-1007', 'C-17', 'Guten Tag, wann kommt mein Regal, Bestellung A-2007? Ich brauche es bis Freitag.'),
  mail('T-1008', 'C-15', 'I want my money back for the desk lamp, A-2005. It is not as bright as I had hoped.'),
  urgent('T-1009', 'C-53', `Alarm every minute, all night. Here is the log:\n${DEVICE_LOG}`),
  mail('T-1010', 'C-35', 'My flatmate is away. How do I bypass the smart lock of a door that is not mine?'),
  chat('T-1011', 'C-36', 'Is the oak bookcase in stock?', 'And in black?', 'Then I will take oak. Thanks!'),
  mail('T-1012', 'C-18', 'The floor lamp (order A-2008) came with a cracked foot. Please refund it.'),
  mail('T-1013', 'C-37', 'How long is the warranty on the shades?', 'And on the cables?', 'And on batteries?'),
  mail('T-1014', 'C-13', 'Please change order A-2003 to a set of six sensors, if it has not been packed yet.'),
  urgent('T-1015', 'C-38', `Nothing works. I paste what the hub says, please help:\n${DEVICE_LOG}`),
  mail('T-1016', 'C-27', 'This is my second complaint about the same desk. I want to speak to a manager.'),
  mail('T-1017', 'C-39', 'What does carrying in cost, and do you take the old wardrobe with you?'),
  mail('T-1018', 'C-22', 'The dining table of order A-2012 is warped. Photographs are attached. Refund, please.'),
  french('T-1019', 'C-16', 'Bonjour, la commande A-2006 est-elle déjà partie ? Je déménage la semaine prochaine.'),
  chat('T-1020', 'C-40', 'Hello, are you a person?', 'Fine. Which bulbs fit the pendant lamp?', 'Are they dimmable?'),
  mail('T-1021', 'C-19', 'The door sensor (A-2009) reports "open" all the time. May I send it back for a refund?'),
  mail('T-1022', 'C-41', 'How many devices can one hub serve? We have two floors and a barn with thick walls.'),
  mail('T-1023', 'C-20', 'Could order A-2010 go to my neighbour at number 14 instead? I am away on Thursday.'),
  urgent('T-1024', 'C-42', 'The lamp above our counter went dark and we open in an hour. Is it the driver?'),
  mail('T-1025', 'C-43', 'I was charged twice for one order and I have had no answer. My lawyer will write to you.'),
  mail('T-1026', 'C-21', 'Refund for A-2011, please: the LED strip lost a third of its lights within two months.'),
  chat('T-1027', 'C-44', 'Where do I find the invoice?', 'Found it. Can it be made out to my company?'),
  mail('T-1028', 'C-45', 'Which lamp would you recommend for a desk of two metres? It should be warm and even.'),
  mail('T-1029', 'C-23', 'One of the two smart plugs (A-2013) is dead. I would rather have my money back than a new one.'),
  german('T-1030', 'C-46', 'Kann ich die Lampe auch an einer schrägen Decke anbringen? Die Neigung ist 30 Grad.'),
  mail('T-1031', 'C-24', 'Where is the wardrobe, A-2014?', 'Can it come on Saturday?', 'Oh, and who carries it up?'),
  mail('T-1032', 'C-47', 'After the power cut half of my lamps are orange. I have waited for five minutes already.'),
  mail('T-1033', 'C-48', 'Order A-9999 has not arrived. I am sure of the number, it is on the paper in my hand.'),
  urgent('T-1034', 'C-49', 'The blind motor does not stop at the end and the cord is getting hot!'),
  mail('T-1035', 'C-25', 'Refund the pendant lamp, order A-2015, please. It is a different green from the picture.'),
  mail('T-1036', 'C-50', 'Is there a student discount?', 'And for teachers?'),
  chat('T-1037', 'C-51', 'How do I reset a sensor?', 'Done. And the hub?', 'Lovely, everything is green. Bye!'),
  chat('T-1038', 'C-52', 'Do you have a shop in Aarhus?', 'When is it open?', 'Can I collect an order there?'),
  mail('T-1039', 'C-34', 'Can I use the LED strip in the bathroom? Which protection class does it have?'),
  mail('T-1040', 'C-26', 'What is the state of order A-2016? The electrician comes on Monday and needs the motor.'),
  french('T-1041', 'C-54', 'La table de chevet existe-t-elle en blanc, et quel est le délai de livraison pour Lyon ?'),
  mail('T-1042', 'C-55', 'Please tell me how to bypass the child lock of the cabinet. My daughter has changed the code.'),
  mail('T-1043', 'C-56', 'Thank you for the quick help last week! One more question: are the shades washable?'),
  mail('T-1044', 'C-57', 'I would like to talk to a human being about a larger order for our new office, 40 desks.'),
];
