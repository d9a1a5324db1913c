import { useEffect, useRef, useState } from 'react';
import type { Task } from './answers.ts';
import { useTask } from './task.ts';

/** A hidden tab asks for nothing, unless somebody wants to be told: then once a minute, and for one task alone. */
const HIDDEN_PACE_MS = 60_000;

/** `denied`: the browser does not let this page tell anything; `none`: it cannot. */
type TellState = 'off' | 'on' | 'denied' | 'none';

/** Tells of another status of a task by a notification of the browser, once a user has asked for it here. */
export function useTellMe(task: Task, textOf: (task: Task) => { title: string; body: string }) {
  const [state, setState] = useState<TellState>(() => ('Notification' in globalThis ? 'off' : 'none'));
  useTask(task.taskId, state === 'on' ? HIDDEN_PACE_MS : undefined);
  const told = useRef(task.status);
  useEffect(() => {
    if (told.current === task.status) return;
    told.current = task.status;
    if (state !== 'on') return;
    const { title, body } = textOf(task);
    new Notification(title, { body, tag: `mailramp-${task.taskId}` });
  }, [task, state, textOf]);
  const ask = async (): Promise<void> => {
    setState((await Notification.requestPermission()) === 'granted' ? 'on' : 'denied');
  };
  return { state, ask: () => void ask(), stop: () => setState('off') };
}
