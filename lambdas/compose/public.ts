import { LinkKeys } from '../../core/unsubscribe/link-keys.ts';
import type { Api } from '../http/api.ts';
import { createPages } from '../public/handler.ts';
import type { Part } from './world.ts';

/** The pages on which readers unsubscribe. */
export const publicPagesIn = (world: Part<'clock' | 'random' | 'log' | 'tables' | 'eventQueue'>): Api =>
  createPages({ ...world, keys: new LinkKeys(world) });
