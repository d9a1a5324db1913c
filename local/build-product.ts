import type { BuildProduct } from './product.ts';

/** Wires the functions of the stack to this machine. Until they are wired, every request is answered by 503. */
export const buildProduct: BuildProduct = async () => ({
  api: async () => ({
    statusCode: 503,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Service Unavailable' }),
  }),
  onToken: async () => {},
  onStart: async () => {},
  reconcile: async () => ({ nextAt: null }),
});
