import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { followLinks } from './follow-links.ts';
import { TopBar } from './top-bar.tsx';

/** The outermost route: what signed-in users and others see alike. */
export function Root() {
  const { history } = useRouter();
  useEffect(() => followLinks((href) => history.push(href)), [history]);
  return (
    <>
      <TopBar />
      <Outlet />
    </>
  );
}
