/** The emulators ask for some identity, and look at nothing of it but its region. */
export const LOCAL_ACCESS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** Connections to one emulator. */
export const MAX_SOCKETS = 200;
