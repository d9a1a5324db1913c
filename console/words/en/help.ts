/** The help panels: one a page. */
export const help = {
  overview: {
    title: 'About the overview',
    text: 'Here you see what is sending, what is parked and until when, and what needs you. A parked task goes on by itself. Numbers of today are those of the quota day; the limit of a new domain rises from day to day while its mail is well received.',
  },
  inbox: {
    title: 'About the inbox',
    text: 'All mail of the product on this machine comes here. Open a mail to see it as its reader does, then open, click, return or report it: results and the reputation of the domain change as they would on AWS. Mails to reject+…, busy+… and hang+… addresses are refused, delayed or lost, so that you can see what the product does then.',
  },
  clock: {
    title: 'About the clock',
    text: 'Everything that waits for a time happens as the clock passes it: parked tasks go on, timed tasks start, levels rise. The clock never goes back; the time of this computer is not changed.',
  },
  settings: {
    title: 'About the settings',
    text: 'A key is a person or program: its role says what it may do. A viewer reads, a sender also sends, an admin may do everything. A webhook tells a program of yours what happens. Holding everything stops all sending until an admin releases it.',
  },
};
