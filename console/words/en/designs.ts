/** What stands in the designs that a template may start from. The mail's own words, in the language of the console. */
export const designs = {
  subject: 'Your subject',
  hello: (name: string) => `Hello ${name},`,
  reader: 'dear reader',
  unsubscribe: 'Unsubscribe',
  why: 'You get this mail because you subscribed to it.',
  letter: {
    first: 'thank you for being with us. Here is what we wanted to tell you.',
    second: 'Write as you would to one person. Short paragraphs are read to their end.',
    bye: 'Kind regards,',
    from: 'Your name',
  },
  newsletter: {
    title: 'What is new this month',
    intro: 'Three things in one minute.',
    items: { first: 'The first item', second: 'The second item', third: 'The third item' },
    item: 'Two sentences that say what it is, and why it matters to the reader.',
    more: 'Read on',
  },
  announcement: {
    title: 'We have something new',
    text: 'Say in two sentences what it is, and what the reader gets from it.',
    button: 'Have a look',
  },
  blank: 'Your text.',
};
