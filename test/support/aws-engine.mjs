import { startFauxqs } from 'fauxqs';

/** Serves SQS and S3 on the port that is the first argument, until it is killed. */
await startFauxqs({ port: Number(process.argv[2]), logger: false, host: '127.0.0.1' });
