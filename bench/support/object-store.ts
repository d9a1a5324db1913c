import { startFauxqs } from 'fauxqs';

/** The embedded S3 in a process of its own: what it holds of files is not the importer's. */

const [directory = ''] = process.argv.slice(2);
const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1', s3StorageDir: directory });
server.createBucket('bench');
process.on('disconnect', () => process.exit());
process.send?.({ endpoint: `http://127.0.0.1:${server.port}` });
