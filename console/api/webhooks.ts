import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { deliveryAnswer, newWebhookAnswer, webhookAnswer } from '../../lambdas/access/webhooks.ts';
import type { Page } from './answers.ts';
import { api } from './client.ts';

export type Webhook = z.infer<typeof webhookAnswer>;
export type NewWebhook = z.infer<typeof newWebhookAnswer>;
export type WebhookDelivery = z.infer<typeof deliveryAnswer>;

const WEBHOOKS = ['webhooks'];
const LOOK_MS = 5_000;

export const useWebhooks = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'list', cursor],
    queryFn: ({ signal }) => api((client) => client.get<Page<Webhook>>('/v1/webhooks', { query: { cursor }, signal })),
  });

/** What was sent to a webhook, or is tried again, latest first. */
export const useDeliveries = (id: string, cursor: string | undefined) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'deliveries', id, cursor],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Page<WebhookDelivery>>('/v1/webhooks/{id}/deliveries', {
          params: { id },
          query: { cursor },
          signal,
        }),
      ),
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
  });

export interface WebhookFields {
  url: string;
  events: string[];
  description: string | null;
}

export const useMakeWebhook = () =>
  useWebhookCall(({ idempotencyKey, ...webhook }: WebhookFields & { idempotencyKey: string }) =>
    api((client) => client.post<NewWebhook>('/v1/webhooks', webhook, { idempotencyKey })),
  );

export const usePauseWebhook = () =>
  useWebhookCall(({ webhookId, paused }: Pick<Webhook, 'webhookId' | 'paused'>) =>
    api((client) => client.patch<Webhook>('/v1/webhooks/{id}', { paused }, { params: { id: webhookId } })),
  );

export const useTestWebhook = () =>
  useWebhookCall(({ webhookId }: Pick<Webhook, 'webhookId'>) =>
    api((client) => client.post<WebhookDelivery>('/v1/webhooks/{id}/test', undefined, { params: { id: webhookId } })),
  );

export const useDeleteWebhook = () =>
  useWebhookCall(({ webhookId }: Pick<Webhook, 'webhookId'>) =>
    api((client) => client.delete('/v1/webhooks/{id}', { params: { id: webhookId } })),
  );

export const useRedeliver = (id: string) =>
  useWebhookCall(({ deliveryId }: Pick<WebhookDelivery, 'deliveryId'>) =>
    api((client) =>
      client.post<WebhookDelivery>('/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver', undefined, {
        params: { id, deliveryId },
      }),
    ),
  );

/** A change of webhooks, after which all of them are read again. */
function useWebhookCall<Of, Answer>(mutationFn: (of: Of) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: WEBHOOKS }) });
}
