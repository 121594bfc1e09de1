import { isMainThread, parentPort } from 'node:worker_threads';

/**
 * Whether this is the thread in which Node.js runs hooks of ES modules. It preloads there what `--require` names, too,
 * and no application follows. An application's own worker has a port to its parent.
 */
export const isLoaderThread = (): boolean => !isMainThread && parentPort === null;
