import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

export const local = {
  strip: 'Time travel',
  clockIs: (time: string) => `The product on this machine. Its clock says ${time}.`,
  moves: { hour: '+1 h', day: '+1 day', next: 'To the next event' },
  nextStarts: (name: string, when: string) => `Next: ${isolate(name)} starts ${when}.`,
  nextGoesOn: (name: string, when: string) => `Next: ${isolate(name)} goes on ${when}.`,
  nothingNext: 'Nothing is waiting to happen.',
  traveling: 'Traveling: the mail of that time is being sent.',
  inbox: (n: number) => plural(n, { one: 'Inbox (#)', other: 'Inbox (#)' }),
  playTitle: 'See it work',
  play: 'Play a campaign of 8,500 readers',
  playWhy:
    'Sends a letter to 8,500 made-up readers from a new domain. Its warm-up takes four days; you travel through them. No mail leaves this machine.',
  playing: 'Making the domain, the list and the letter.',
  played: 'The campaign has begun. It will stop at the first day’s quota and say why; then travel to the next event.',
  campaign: 'Spring letter',
  readers: 'Readers to play with',
  subject: '{{ name }}, here is the spring letter',
  greeting: 'Good morning, {{ name }}.',
  letter: 'The garden is open again from Saturday. Come and see the first tulips.',
  link: 'See when we are open',
  unsubscribe: 'Unsubscribe',
};
