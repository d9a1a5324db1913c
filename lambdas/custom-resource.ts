import type { CloudFormationCustomResourceResponse } from 'aws-lambda';

/** Reports the result to CloudFormation; without an answer it waits until its time-out. */
export async function answerCloudFormation(url: string, response: CloudFormationCustomResourceResponse): Promise<void> {
  const answered = await fetch(url, {
    method: 'PUT',
    body: JSON.stringify(response),
    headers: { 'content-type': '' },
  });
  if (!answered.ok) throw new Error(`CloudFormation did not take the answer: ${answered.status}`);
}
