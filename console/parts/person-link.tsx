import Link from '@cloudscape-design/components/link';

/** An address, which leads to all that is known of it. */
export const PersonLink = ({ email }: { email: string }) => (
  <Link href={`/console/people?q=${encodeURIComponent(email)}`}>
    <bdi>{email}</bdi>
  </Link>
);
