import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** Above the table of a tab: what it is for, and what may be done. */
export const Actions = ({ why, children }: { why: string; children: ReactNode }) => (
  <Box padding={{ vertical: 's' }}>
    <SpaceBetween size="s">
      <Box variant="p" color="text-body-secondary">
        {why}
      </Box>
      {children}
    </SpaceBetween>
  </Box>
);
