import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Half-done uploads of a crashed invocation cost storage until they are dropped. */
const UNFINISHED_UPLOAD_DAYS = 2;
/** How long a deleted or overwritten object can be restored. */
const OLD_VERSION_DAYS = 30;
const ACCESS_LOG_DAYS = 90;
/** Files are of no use once they are read; what was wrong with them is looked at within weeks. */
const UPLOAD_DAYS = 7;
const BAD_ROWS_DAYS = 90;
/** Somebody asked for them, and has them by then. */
const EXPORT_DAYS = 7;
/** An address for a file takes it again and again while it works: what was overwritten is of no use. */
const OLD_UPLOAD_DAYS = 1;

export interface ObjectsProps {
  /** Whether the objects outlive the stack. */
  readonly retainData: boolean;
  /** Origins of the pages that upload files, and show the beginnings of those that they are given. */
  readonly uploadsFrom: readonly string[];
}

/** Snapshots and attachments, and a second bucket for their access log. */
export class Objects extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ObjectsProps) {
    super(scope, id);
    const closed: BucketProps = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // A first deployment that fails takes them back: they are empty then.
      removalPolicy: props.retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(ACCESS_LOG_DAYS) }],
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      // A page needs an address that the API gave it, whatever its origin: this only lets a browser make the call.
      cors: [
        {
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedOrigins: [...props.uploadsFrom],
          allowedHeaders: ['content-type'],
        },
      ],
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_UPLOAD_DAYS),
          noncurrentVersionExpiration: Duration.days(OLD_VERSION_DAYS),
        },
        {
          prefix: 'imports/',
          expiration: Duration.days(UPLOAD_DAYS),
          noncurrentVersionExpiration: Duration.days(OLD_UPLOAD_DAYS),
        },
        { prefix: 'import-errors/', expiration: Duration.days(BAD_ROWS_DAYS) },
        {
          prefix: 'exports/',
          expiration: Duration.days(EXPORT_DAYS),
          noncurrentVersionExpiration: Duration.days(OLD_UPLOAD_DAYS),
        },
      ],
    });
  }

  /** The origin of the addresses that take and give files, as the SDK writes them. */
  get origin(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.bucket.bucketName}.s3.${region}.${urlSuffix}`;
  }
}
