import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll } from '@jest/globals';
import { createS3Client } from '../../../adapters/aws-clients.ts';
import { S3Objects } from '../../../adapters/s3/objects.ts';
import { describeObjects } from '../../contract/objects.ts';
import { type Engine, LOCAL_ACCOUNT, startAwsEngine } from '../../support/engines.ts';

const BUCKET = 'snapshots';
let engine: Engine;

afterAll(() => engine?.stop());

describeObjects('S3Objects', async () => {
  engine = await startAwsEngine();
  const client = createS3Client({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return new S3Objects(client, BUCKET);
});
